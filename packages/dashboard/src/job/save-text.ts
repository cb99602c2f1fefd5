/** Has the browser save text, which may come in pieces, as a file. */
export function saveText(filename: string, ...pieces: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...pieces], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken hold of the bytes once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
