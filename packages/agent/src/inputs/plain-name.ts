/** True for a name that is one file or folder directly inside the folder it is put in, on every file system. */
export function isPlainName(name: string): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[/\\\u0000-\u001f\u007f]/.test(name)) return false;
  return name.isWellFormed() && Buffer.byteLength(name) <= 255;
}
