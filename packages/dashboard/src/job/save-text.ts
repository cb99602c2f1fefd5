import { saveFile } from '../archive/save-file.ts';

/** Has the browser save text, which may come in pieces, as a file. */
export function saveText(filename: string, ...pieces: readonly string[]): void {
  saveFile(filename, new Blob([...pieces], { type: 'text/plain;charset=utf-8' }));
}
