import { ChevronRight, Download, FolderDown, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useZipDownload } from '../archive/use-zip-download.ts';
import { zipLimitBytes } from '../archive/zip.ts';
import { formatBytes } from '../format/bytes.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Td, Tr } from '../ui/table.tsx';
import type { CheckpointFile } from './checkpoint-groups.ts';

const narrowRow =
  'max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3 max-md:first:border-t-0 [&>td]:max-md:h-auto [&>td]:max-md:p-0';

interface Folder {
  readonly folder: string;
  readonly files: readonly [CheckpointFile, ...CheckpointFile[]];
  readonly sizeBytes: number;
}

/** A checkpoint that is a folder: one row, and one for each of its files once it is opened. */
export function CheckpointFolderRows({
  folder,
  files,
  sizeBytes,
  onDelete,
}: Folder & { readonly onDelete: () => void }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Tr className={narrowRow}>
        <Td className="font-medium whitespace-nowrap">
          <span className="md:hidden">Step </span>
          {files[0].step.toLocaleString('en')}
        </Td>
        <Td className="max-w-80 wrap-anywhere max-md:order-3 max-md:col-span-2 max-md:max-w-none">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
            className="inline-flex items-start gap-1 rounded-sm text-left hover:text-accent"
          >
            <ChevronRight aria-hidden className={`mt-0.5 size-4 shrink-0 ${isOpen ? 'rotate-90' : ''}`} />
            {folder}/
          </button>
        </Td>
        <Td className="whitespace-nowrap text-muted max-md:order-4">{formatBytes(sizeBytes)}</Td>
        <Td className="text-muted max-md:order-5">{files.length} files</Td>
        <Td className="pr-3 max-md:order-2">
          <span className="flex items-center justify-end gap-1">
            <DownloadFolder
              folder={folder}
              files={files}
              sizeBytes={sizeBytes}
              onTooLarge={() => setIsOpen(true)}
            />
            <IconButton label={`Delete ${folder}`} onClick={onDelete} className="hover:text-danger">
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        </Td>
      </Tr>
      {isOpen &&
        files.map(({ filename, size_bytes: fileBytes, sha256, path }) => (
          <Tr key={filename} className={narrowRow}>
            <Td className="max-md:hidden" />
            <Td className="max-w-80 pl-9 text-muted wrap-anywhere">{filename.slice(folder.length + 1)}</Td>
            <Td className="whitespace-nowrap text-muted max-md:order-4">{formatBytes(fileBytes)}</Td>
            <Td className="max-md:hidden">
              <code className="font-mono text-xs text-muted" title={sha256}>
                {sha256.slice(0, 12)}…
              </code>
            </Td>
            <Td className="pr-3 text-right max-md:order-2">
              <a href={path} download={nameOf(filename)} className={buttonClass('ghost', 'sm')}>
                <Download aria-hidden />
                <span className="sr-only">Download {filename}</span>
              </a>
            </Td>
          </Tr>
        ))}
    </>
  );
}

function DownloadFolder({
  folder,
  files,
  sizeBytes,
  onTooLarge,
}: Folder & { readonly onTooLarge: () => void }) {
  const zip = useZipDownload();
  if (sizeBytes > zipLimitBytes) {
    return (
      <Button size="sm" onClick={onTooLarge}>
        <FolderDown aria-hidden />
        Files
      </Button>
    );
  }
  const list = async () => files.map(({ filename, path }) => ({ name: filename, content: { url: path } }));
  return (
    <Button size="sm" busy={zip.progress !== null} onClick={() => void zip.start(`${folder}.zip`, list)}>
      <Download aria-hidden />
      {zip.progress === null ? 'Download ZIP' : `${zip.progress.done} of ${zip.progress.of}`}
      <span className="sr-only"> of {folder}</span>
    </Button>
  );
}

function nameOf(filename: string): string {
  return filename.split('/').at(-1) ?? filename;
}
