import { Download } from 'lucide-react';
import { useApi } from '../api/api-context.ts';
import { useZipDownload, type ZipSource } from '../archive/use-zip-download.ts';
import { zipLimitBytes } from '../archive/zip.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import type { DatasetOverview } from './datasets-query.ts';
import { type Item, loadAllItems } from './gallery/items-query.ts';

/** Downloads a dataset as a ZIP: everything, or the captions alone. */
export function DownloadDataset({ dataset }: { readonly dataset: DatasetOverview }) {
  const api = useApi();
  const zip = useZipDownload();
  const start = (suffix: string, filesOf: (item: Item) => readonly ZipSource[]) =>
    void zip.start(`${dataset.name}${suffix}.zip`, async () => {
      const items = await loadAllItems(api, dataset.id, { filter: 'all', search: '' });
      return items.flatMap(filesOf);
    });
  if (dataset.images + dataset.videos === 0) return null;
  if (zip.progress !== null) {
    return (
      <Button busy>
        {zip.progress.of === 0 ? 'Downloading …' : `${zip.progress.done} of ${zip.progress.of}`}
      </Button>
    );
  }
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden />
          Download
        </Button>
      }
    >
      <MenuItem
        disabled={dataset.total_bytes > zipLimitBytes}
        onSelect={() => start('', (item) => [mediaOf(item), ...captionOf(item)])}
        title={dataset.total_bytes > zipLimitBytes ? 'More than one ZIP can hold' : undefined}
      >
        Files and captions
      </MenuItem>
      <MenuItem onSelect={() => start('_captions', captionOf)}>Captions only</MenuItem>
    </Menu>
  );
}

function mediaOf({ filename, file_url: url }: Item): ZipSource {
  return { name: filename, content: { url } };
}

function captionOf({ file_url: url, caption }: Item): ZipSource[] {
  if (caption === null) return [];
  const beside = url.replace(/[^/]+$/, encodeURIComponent(caption.filename));
  // Only the beginning of a very long caption is known here.
  return [{ name: caption.filename, content: caption.truncated ? { url: beside } : { text: caption.text } }];
}
