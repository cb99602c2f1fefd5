import { FolderUp, Upload } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { type ChosenFile, filesOfInput } from './chosen-file.ts';

/** Buttons that let files, or a whole folder, be chosen. */
export function AddFiles({ onChosen }: { readonly onChosen: (files: readonly ChosenFile[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    if (input.files !== null) onChosen(filesOfInput(input.files));
    // The same files can be chosen again.
    input.value = '';
  };
  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Files to add"
        onChange={({ target }) => take(target)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Folder to add"
        {...{ webkitdirectory: '' }}
        onChange={({ target }) => take(target)}
      />
      {/* Browsers on phones let no folder be chosen. */}
      <Button onClick={() => folder.current?.click()} className="max-sm:hidden">
        <FolderUp aria-hidden />
        Add folder
      </Button>
      <Button variant="primary" onClick={() => files.current?.click()}>
        <Upload aria-hidden />
        Add files
      </Button>
    </>
  );
}
