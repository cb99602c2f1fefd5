/** Room is left for `.part`: most file systems take 255 bytes. */
const maxBytes = 200;

/**
 * A file name that a server gave, as a plain name that any file system takes: without separators, control
 * characters and leading dots, so that it stays inside the folder that it is written to.
 */
export function safeFileName(name: string): string {
  const plain = name.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N} ._@()+=,#-]/gu, '_');
  return keepEnd(plain.replace(/[. ]+$/, '')).replace(/^[. ]+/, '') || 'file';
}

/** As many of the last characters as fit: the end holds the extension. */
function keepEnd(text: string): string {
  let kept = '';
  for (const character of [...text].slice(-maxBytes).reverse()) {
    if (Buffer.byteLength(character + kept) > maxBytes) break;
    kept = character + kept;
  }
  return kept;
}
