import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createZip } from './zip.ts';

const at = new Date(2026, 10, 23, 13, 37, 42);

/** Reads an archive from its directory, as other programs do. */
async function readZip(blob: Blob): Promise<{ name: string; content: Buffer }[]> {
  const bytes = Buffer.from(await blob.arrayBuffer());
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  let place = bytes.readUInt32LE(end + 16);
  expect(place + bytes.readUInt32LE(end + 12)).toBe(end);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    expect(bytes.readUInt32LE(place)).toBe(0x02014b50);
    const [crc, size, nameBytes] = [16, 24, 28].map((field) => bytes.readUInt32LE(place + field)) as [
      number,
      number,
      number,
    ];
    const nameEnd = place + 46 + (nameBytes & 0xffff);
    const name = bytes.toString('utf8', place + 46, nameEnd);
    const local = bytes.readUInt32LE(place + 42);
    expect(bytes.readUInt32LE(local)).toBe(0x04034b50);
    // Both headers tell the same, from the version on.
    expect(bytes.subarray(local + 4, local + 30).equals(bytes.subarray(place + 6, place + 32))).toBe(true);
    const begin = local + 30 + bytes.readUInt16LE(local + 26);
    const content = bytes.subarray(begin, begin + size);
    expect(crc32(content)).toBe(crc);
    place = nameEnd;
    return { name, content };
  });
}

test('What is put into an archive is read from it again.', async () => {
  const files = fc.array(
    fc.record({ name: fc.string({ unit: 'binary', minLength: 1 }), content: fc.uint8Array() }),
  );
  await fc.assert(
    fc.asyncProperty(files, async (wanted) => {
      const read = await readZip(
        await createZip(
          wanted.map(({ name, content }) => ({ name, content: new Blob([new Uint8Array(content)]) })),
          at,
        ),
      );
      expect(read).toEqual(
        wanted.map(({ name, content }) => ({
          // What is half a character cannot be written.
          name: Buffer.from(name).toString(),
          content: Buffer.from(content),
        })),
      );
    }),
  );
});

test('The time of the files is that of the archive, to two seconds.', async () => {
  const blob = await createZip([{ name: 'a', content: new Blob(['a']) }], at);
  const stamp = Buffer.from(await blob.arrayBuffer()).readUInt32LE(10);
  expect([stamp >>> 25, (stamp >>> 21) & 15, (stamp >>> 16) & 31]).toEqual([46, 11, 23]);
  expect([(stamp >>> 11) & 31, (stamp >>> 5) & 63, (stamp & 31) * 2]).toEqual([13, 37, 42]);
});

test('More than an archive can hold is refused with what to do instead.', async () => {
  const content = new Blob([]);
  const entries = Array.from({ length: 65_536 }, (_, index) => ({ name: `${index}`, content }));
  await expect(createZip(entries, at)).rejects.toThrow(/one by one/);
});
