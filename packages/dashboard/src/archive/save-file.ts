/** Has the browser save a file. */
export function saveFile(filename: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  followDownload(url, filename);
  // The browser has taken hold of the bytes once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Has the browser download what a link leads to; the link says itself that it is no page. */
export function followDownload(url: string, filename: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
}
