/** Has the browser save a file. */
export function saveFile(filename: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken hold of the bytes once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
