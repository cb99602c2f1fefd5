const maxChars = 180;

/**
 * A file name that a server gave, as a plain name that any file system takes: without separators, control
 * characters and leading dots, so that it stays inside the folder that it is written to.
 */
export function safeFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N} ._@()+=,#-]/gu, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  // The end is kept: it holds the extension.
  return plain === '' ? 'file' : [...plain].slice(-maxChars).join('');
}
