import { crc32, deflateSync } from 'node:zlib';
import type { Random } from './random.ts';

const sizePx = 64;

/** A PNG of random stripes, another one at each call. */
export function drawPicture(random: Random): Uint8Array {
  const colours = Array.from({ length: 8 }, () => [0, 1, 2].map(() => random.whole(0, 255)));
  const rows = Array.from({ length: sizePx }, (_, y) => {
    const line = Array.from({ length: sizePx }, (_, x) => colours[((x >> 4) + (y >> 3)) % 8] ?? []);
    // Each row begins with the number of its filter: none.
    return [0, ...line.flat()];
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sizePx, 0);
  header.writeUInt32BE(sizePx, 4);
  // Eight bits a channel, red, green and blue.
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
