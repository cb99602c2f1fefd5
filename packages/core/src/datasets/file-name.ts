import { extensionsByKind, fileKindOf } from './file-types.ts';

const maxNameBytes = 255;

/**
 * Why a name cannot be a dataset file's, as the end of a sentence ("… contains a path separator");
 * null where it can. Names become files in a folder of the run, so they are plain names.
 */
export function fileNameProblem(filename: string): string | null {
  if (filename === '') return 'is empty';
  if (/[/\\]/.test(filename)) return 'contains a path separator';
  if (!filename.isWellFormed()) return 'is not valid Unicode';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f-\u009f]/.test(filename)) return 'contains a control character';
  if (filename.startsWith('.')) return 'begins with a dot';
  if (filename.includes('..')) return 'contains ".."';
  if (utf8Length(filename) > maxNameBytes) return `is longer than ${maxNameBytes} bytes of UTF-8`;
  if (fileKindOf(filename) === null) {
    return `is not of a supported type (${Object.values(extensionsByKind).flat().join(' ')})`;
  }
  return null;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
