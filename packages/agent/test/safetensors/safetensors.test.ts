import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { encodeSafetensors } from '../../src/safetensors/encode.ts';
import { SafetensorsError } from '../../src/safetensors/header.ts';
import { readSafetensors, readSafetensorsHeader } from '../../src/safetensors/read.ts';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-safetensors-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function store(bytes: Uint8Array): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.safetensors`);
  await writeFile(path, bytes);
  return path;
}

/** A file with any header text and any number of data bytes. */
function fileWith(header: string | Uint8Array, dataBytes: number, claimed?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + text.byteLength + dataBytes);
  new DataView(file.buffer).setBigUint64(0, claimed ?? BigInt(text.byteLength), true);
  file.set(text, 8);
  return file;
}

const one = '"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';

describe('a safetensors file', () => {
  it('gives back the 32-bit tensors and the metadata that were written', async () => {
    const tensor = fc.record({
      rows: fc.nat({ max: 5 }),
      columns: fc.nat({ max: 5 }),
      fill: fc.float({ noNaN: true }),
    });
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== '__metadata__');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(name, tensor), { maxLength: 6, selector: ([key]) => key }),
        fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }),
        async (tensors, metadata) => {
          const written = tensors.map(([key, { rows, columns, fill }]) => ({
            name: key,
            type: 'F32' as const,
            shape: [rows, columns],
            values: new Float32Array(rows * columns).fill(fill),
          }));
          const path = await store(encodeSafetensors(written, new Map(Object.entries(metadata))));
          const read = await readSafetensors(path);
          expect(new Map(read.metadata)).toEqual(new Map(Object.entries(metadata)));
          expect(read.tensors.size).toBe(written.length);
          for (const { name: key, shape, values } of written) {
            expect(read.tensors.get(key)).toEqual({ shape, values });
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('begins its data at a multiple of eight bytes and keeps wide tensors first', async () => {
    const values = Float32Array.of(1, 2, 3);
    const path = await store(
      encodeSafetensors(
        [
          { name: 'a', type: 'F16', shape: [3], values },
          { name: 'z', type: 'F32', shape: [3], values },
          { name: 'scalar', type: 'BF16', shape: [], values: Float32Array.of(4) },
        ],
        new Map([['format', 'pt']]),
      ),
    );
    const header = await readSafetensorsHeader(path);
    expect(header.dataStart % 8).toBe(0);
    expect(header.tensors.get('z')).toEqual({ type: 'F32', shape: [3], start: 0, end: 12 });
    expect(header.tensors.get('a')).toEqual({ type: 'F16', shape: [3], start: 12, end: 18 });
    const file = await readSafetensors(path);
    expect(file.tensors.get('a')?.values).toEqual(values);
    expect(file.tensors.get('scalar')).toEqual({ shape: [], values: Float32Array.of(4) });
  });

  it('is not written where values and shape disagree or a name comes twice', () => {
    const tensor = { name: 'a', type: 'F32' as const, shape: [2], values: new Float32Array(2) };
    expect(() => encodeSafetensors([tensor, tensor], new Map())).toThrow(RangeError);
    expect(() => encodeSafetensors([{ ...tensor, shape: [3] }], new Map())).toThrow(RangeError);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /has 0 bytes/],
    ['seven bytes', new Uint8Array(7), /has 7 bytes/],
    ['a header longer than the file', fileWith('{}', 0, 99n), /cut off/],
    ['a header of more bytes than any file has', fileWith('{}', 0, 2n ** 63n), /at most 100000000/],
    ['a header that is no JSON', fileWith('{"a":', 0), /not valid JSON/],
    ['a header that is a list', fileWith('[]', 0), /begin with "\{"/],
    ['a header that is not UTF-8', fileWith(Uint8Array.of(0x7b, 0xff, 0x7d), 0), /UTF-8/],
    ['an empty header', fileWith('', 0), /begin with "\{"/],
    ['metadata that are no texts', fileWith('{"__metadata__":{"a":1}}', 0), /no text/],
    ['metadata that are no object', fileWith('{"__metadata__":[]}', 0), /not an object/],
    ['an entry that is no object', fileWith('{"a":1}', 0), /dtype/],
    ['an unknown type', fileWith('{"a":{"dtype":"F99","shape":[],"data_offsets":[0,1]}}', 1), /dtype/],
    ['a type named like an inherited key', fileWith('{"a":{"dtype":"constructor"}}', 0), /dtype/],
    ['a negative side', fileWith('{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}', 1), /shape/],
    [
      'a side that is no whole number',
      fileWith('{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}', 1),
      /shape/,
    ],
    [
      'a shape beyond all bounds',
      fileWith('{"a":{"dtype":"U8","shape":[9007199254740991,9007199254740991],"data_offsets":[0,1]}}', 1),
      /too large/,
    ],
    [
      'half a byte of data',
      fileWith('{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}', 1),
      /whole bytes/,
    ],
    [
      'offsets that are no pair',
      fileWith('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}', 1),
      /data_offsets/,
    ],
    [
      'offsets that run backwards',
      fileWith('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}', 1),
      /span -1/,
    ],
    [
      'a size that is not that of the shape',
      fileWith('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      /needs 8 bytes/,
    ],
    [
      'a hole between tensors',
      fileWith(`{${one},"b":{"dtype":"U8","shape":[1],"data_offsets":[9,10]}}`, 10),
      /8 was due/,
    ],
    [
      'two tensors on the same bytes',
      fileWith(`{${one},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8),
      /8 was due/,
    ],
    ['missing data', fileWith(`{${one}}`, 7), /cut off/],
    ['data after the last tensor', fileWith(`{${one}}`, 9), /too long/],
  ])('is refused when it is %s', async (_, bytes, complaint) => {
    const path = await store(bytes);
    const refusal = readSafetensorsHeader(path);
    await expect(refusal).rejects.toThrow(SafetensorsError);
    await expect(refusal).rejects.toThrow(complaint);
  });

  it('with a tensor called __proto__ is read like any other', async () => {
    const path = await store(fileWith('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1));
    const header = await readSafetensorsHeader(path);
    expect([...header.tensors.keys()]).toEqual(['__proto__']);
  });

  it('cut off at any byte is refused', async () => {
    const values = Float32Array.of(1, 2, 3, 4);
    const whole = encodeSafetensors(
      [{ name: 'a', type: 'F32', shape: [2, 2], values }],
      new Map([['k', 'v']]),
    );
    const path = await store(whole);
    for (let length = whole.byteLength - 1; length >= 0; length -= 1) {
      await truncate(path, length);
      await expect(readSafetensorsHeader(path)).rejects.toThrow(SafetensorsError);
    }
  });

  it('of random bytes is refused and never crashes the reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (noise) => {
        await expect(readSafetensorsHeader(await store(fileWith(noise, 3)))).rejects.toThrow(
          SafetensorsError,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('of a type that is no float is known by its header but not read as numbers', async () => {
    const path = await store(fileWith('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1));
    await expect(readSafetensors(path)).rejects.toThrow(/of type U8/);
  });

  it('of more data than allowed is not read', async () => {
    const path = await store(fileWith(`{${one}}`, 8));
    await expect(readSafetensors(path, 4)).rejects.toThrow(/at most 4/);
  });
});
