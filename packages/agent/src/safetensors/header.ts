import { bitsOfElement } from './element-types.ts';

/** One tensor as the header describes it; offsets are bytes from the start of the data part. */
export interface TensorEntry {
  readonly type: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The checked header of a safetensors file. */
export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Byte of the file at which the data part begins. */
  readonly dataStart: number;
}

/** A file that is not a whole, valid safetensors file; the message says what is wrong with it. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

/** The format's own limit; a longer header is refused before anything is read. */
const maxHeaderBytes = 100_000_000;

/**
 * The header's length in bytes, from the first eight bytes of a file of the given size.
 * Throws SafetensorsError where the file cannot hold such a header.
 */
export function headerLength(firstBytes: Uint8Array, fileBytes: number): number {
  if (fileBytes < 8 || firstBytes.byteLength < 8) {
    throw new SafetensorsError(`The file has ${fileBytes} bytes; a safetensors file has at least 8.`);
  }
  const view = new DataView(firstBytes.buffer, firstBytes.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) {
    throw new SafetensorsError(`The header claims ${length} bytes; at most ${maxHeaderBytes} are allowed.`);
  }
  if (Number(length) > fileBytes - 8) {
    throw new SafetensorsError(
      `The header claims ${length} bytes, but only ${fileBytes - 8} follow: the file is cut off.`,
    );
  }
  return Number(length);
}

/**
 * Reads and checks the JSON header of a file of the given size: known types, whole shapes, and tensors
 * that fill the data part without holes or overlaps. Throws SafetensorsError.
 */
export function parseHeader(headerBytes: Uint8Array, fileBytes: number): SafetensorsHeader {
  const dataStart = 8 + headerBytes.byteLength;
  const root = parseJsonObject(headerBytes);
  const tensors = new Map<string, TensorEntry>();
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [key, value] of Object.entries(root)) {
    if (key === '__metadata__') metadata = readMetadata(value);
    else tensors.set(key, readEntry(key, value));
  }
  checkLayout(tensors, fileBytes - dataStart);
  return { metadata, tensors, dataStart };
}

function parseJsonObject(bytes: Uint8Array): object {
  // The reference reader insists on the brace being the very first byte.
  if (bytes[0] !== 0x7b) throw new SafetensorsError('The header does not begin with "{".');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SafetensorsError('The header is not valid UTF-8.');
  }
  try {
    return JSON.parse(text) as object;
  } catch {
    throw new SafetensorsError('The header is not valid JSON.');
  }
}

function readMetadata(value: unknown): ReadonlyMap<string, string> {
  if (!isObject(value)) throw new SafetensorsError('"__metadata__" in the header is not an object.');
  const metadata = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      throw new SafetensorsError(
        `"__metadata__" in the header has a value for ${quote(key)} that is no text.`,
      );
    }
    metadata.set(key, text);
  }
  return metadata;
}

function readEntry(name: string, value: unknown): TensorEntry {
  const entry = isObject(value) ? new Map(Object.entries(value)) : new Map<string, unknown>();
  const type = entry.get('dtype');
  const shape = entry.get('shape');
  const offsets = entry.get('data_offsets');
  const bits = typeof type === 'string' ? bitsOfElement(type) : undefined;
  if (typeof type !== 'string' || bits === undefined) {
    throw new SafetensorsError(`Tensor ${quote(name)} has an unknown or missing dtype.`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw new SafetensorsError(`Tensor ${quote(name)} has a shape that is no list of whole numbers.`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new SafetensorsError(`Tensor ${quote(name)} has data_offsets that are no pair of whole numbers.`);
  }
  const [start, end] = offsets as [number, number];
  const sizeBytes = shape.reduce((product: number, side: number) => product * side, bits) / 8;
  if (!Number.isSafeInteger(sizeBytes)) {
    throw new SafetensorsError(
      `Tensor ${quote(name)} has a shape too large, or one that fills no whole bytes.`,
    );
  }
  if (end - start !== sizeBytes) {
    throw new SafetensorsError(
      `Tensor ${quote(name)} needs ${sizeBytes} bytes, but its data_offsets span ${end - start}.`,
    );
  }
  return { type, shape, start, end };
}

function checkLayout(tensors: ReadonlyMap<string, TensorEntry>, dataBytes: number): void {
  const inOrder = [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  let position = 0;
  for (const [name, entry] of inOrder) {
    if (entry.start !== position) {
      throw new SafetensorsError(
        `Tensor ${quote(name)} begins at byte ${entry.start} of the data, but ${position} was due.`,
      );
    }
    position = entry.end;
  }
  if (position !== dataBytes) {
    throw new SafetensorsError(
      `The tensors need ${position} bytes of data, but the file has ${dataBytes}: it is ${position > dataBytes ? 'cut off' : 'too long'}.`,
    );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
