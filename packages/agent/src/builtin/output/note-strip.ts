/** Letters of five by seven dots, each row a number whose bits are the dots. */
const glyphs: ReadonlyMap<string, readonly number[]> = new Map([
  ['A', [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]],
  ['B', [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110]],
  ['E', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111]],
  ['F', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000]],
  ['G', [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01110]],
  ['I', [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]],
  ['L', [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111]],
  ['N', [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001]],
  ['O', [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]],
  ['R', [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001]],
  ['S', [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110]],
  ['T', [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100]],
  ['U', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]],
  ['-', [0b00000, 0b00000, 0b00000, 0b11111, 0b00000, 0b00000, 0b00000]],
]);

const note = 'BUILT-IN TRAINER FOR TESTING';
const letterWidth = 6;
const stripHeight = 9;

/**
 * Writes along the lower edge of a picture (red green blue, row by row) where it comes from. The letters are
 * dots of our own, since a server need not have any font. On a picture too narrow the line is cut off.
 */
export function addNoteStrip(pixels: Uint8Array, width: number, height: number): void {
  const dot = Math.max(1, Math.floor(width / (note.length * letterWidth + 2)));
  const top = Math.max(0, height - stripHeight * dot);
  for (let y = top; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isInk = isDot(Math.floor(x / dot) - 1, Math.floor((y - top) / dot) - 1);
      pixels.fill(isInk ? 255 : 0, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
}

function isDot(column: number, row: number): boolean {
  const rows = glyphs.get(note[Math.floor(column / letterWidth)] ?? ' ');
  const bits = rows?.[row] ?? 0;
  return ((bits >> (4 - (column % letterWidth))) & 1) === 1;
}
