/** A file that is to be put into an archive. */
export interface ZipEntry {
  /** As it is called in the archive. */
  readonly name: string;
  readonly content: Blob;
}

/** What an archive of the plain kind can hold, in bytes; some is left for its directory. */
export const zipLimitBytes = 4_000_000_000;
/** Files that an archive of the plain kind can hold. */
const mostEntries = 65_535;

const localHeaderBytes = 30;
const centralHeaderBytes = 46;
const endBytes = 22;
const version = 20;
/** Names are in UTF-8. */
const flags = 0x0800;

/**
 * Puts files into a ZIP as they are: pictures and videos are small already. `at` is when they were changed last.
 * Throws when they are too many or too large for an archive of the plain kind.
 */
export async function createZip(entries: readonly ZipEntry[], at: Date): Promise<Blob> {
  const sizeBytes = entries.reduce((sum, { content }) => sum + content.size, 0);
  if (sizeBytes > zipLimitBytes || entries.length > mostEntries) {
    throw new Error('These are more files than one ZIP can hold. Download them one by one, or over the API.');
  }
  const stamp = dosTime(at);
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let offset = 0;
  let directoryBytes = 0;
  for (const { name, content } of entries) {
    const encoded = new TextEncoder().encode(name);
    const crc = crc32(new Uint8Array(await content.arrayBuffer()));
    const local = record(localHeaderBytes, [
      [4, 0x04034b50],
      [2, version],
      ...sharedFields(stamp, crc, content.size, encoded.length),
      [2, 0],
    ]);
    const central = record(centralHeaderBytes, [
      [4, 0x02014b50],
      [2, version],
      [2, version],
      ...sharedFields(stamp, crc, content.size, encoded.length),
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]);
    parts.push(local, encoded, content);
    directory.push(central, encoded);
    offset += localHeaderBytes + encoded.length + content.size;
    directoryBytes += centralHeaderBytes + encoded.length;
  }
  const end = record(endBytes, [
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, directoryBytes],
    [4, offset],
    [2, 0],
  ]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

type NumberField = readonly [sizeBytes: 2 | 4, value: number];

/** What both headers of a file say, in the same order. */
function sharedFields(stamp: number, crc: number, sizeBytes: number, nameBytes: number): NumberField[] {
  return [
    [2, flags],
    [2, 0],
    [4, stamp],
    [4, crc],
    [4, sizeBytes],
    [4, sizeBytes],
    [2, nameBytes],
  ];
}

function record(sizeBytes: number, fields: readonly NumberField[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** Date and time in two seconds' steps, as archives have it: the date in the upper half. */
function dosTime(at: Date): number {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const date = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return ((date << 16) | time) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
