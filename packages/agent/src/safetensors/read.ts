import { type FileHandle, open } from 'node:fs/promises';
import { fromBfloat16, fromFloat16 } from './half-precision.ts';
import {
  headerLength,
  parseHeader,
  SafetensorsError,
  type SafetensorsHeader,
  type TensorEntry,
} from './header.ts';

/** A safetensors file with all its tensors as numbers. */
export interface SafetensorsFile {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
}

/**
 * Reads and checks only the header of a file, and that the file is as long as the header says; so it is
 * cheap however large the file is. Throws SafetensorsError, or what the file system throws.
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  const file = await open(path, 'r');
  try {
    return await readHeaderOf(file);
  } finally {
    await file.close();
  }
}

/**
 * Reads a whole file of F32, F16 or BF16 tensors. A file with more than `maxBytes` of data, or with tensors
 * of another type, is refused. Throws SafetensorsError, or what the file system throws.
 */
export async function readSafetensors(path: string, maxBytes = 1 << 30): Promise<SafetensorsFile> {
  const file = await open(path, 'r');
  try {
    const header = await readHeaderOf(file);
    const dataBytes = Math.max(0, ...[...header.tensors.values()].map((entry) => entry.end));
    if (dataBytes > maxBytes) {
      throw new SafetensorsError(`The file has ${dataBytes} bytes of data; at most ${maxBytes} are read.`);
    }
    const data = await readExactly(file, header.dataStart, dataBytes);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
    for (const [name, entry] of header.tensors) {
      tensors.set(name, { shape: entry.shape, values: readValues(view, name, entry) });
    }
    return { metadata: header.metadata, tensors };
  } finally {
    await file.close();
  }
}

async function readHeaderOf(file: FileHandle): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  const first = await readExactly(file, 0, Math.min(8, size));
  const header = await readExactly(file, 8, headerLength(first, size));
  return parseHeader(header, size);
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new SafetensorsError('The file became shorter while it was read.');
    filled += bytesRead;
  }
  return bytes;
}

function readValues(view: DataView, name: string, entry: TensorEntry): Float32Array {
  const readOne = readerOf(view, name, entry.type);
  const elementBytes = entry.type === 'F32' ? 4 : 2;
  const values = new Float32Array((entry.end - entry.start) / elementBytes);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = readOne(entry.start + index * elementBytes);
  }
  return values;
}

function readerOf(view: DataView, name: string, type: string): (offset: number) => number {
  if (type === 'F32') return (offset) => view.getFloat32(offset, true);
  if (type === 'F16') return (offset) => fromFloat16(view.getUint16(offset, true));
  if (type === 'BF16') return (offset) => fromBfloat16(view.getUint16(offset, true));
  throw new SafetensorsError(
    `Tensor ${JSON.stringify(name)} is of type ${type}; F32, F16 or BF16 was expected.`,
  );
}
