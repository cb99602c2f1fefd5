/** A place as editors show it: both count from 1; the column in UTF-16 units, without a byte order mark. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Makes a function from offsets in `text` to lines and columns. */
export function createLineIndex(text: string): (offset: number) => Position {
  const starts: number[] = [text.startsWith('\ufeff') ? 1 : 0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(0, offset - (starts[low] ?? 0)) + 1 };
  };
}
