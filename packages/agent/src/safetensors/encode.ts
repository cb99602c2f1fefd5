import { bitsOfElement, type FloatType } from './element-types.ts';
import { toBfloat16, toFloat16 } from './half-precision.ts';

/** A tensor to be written; `values` are row by row and as many as `shape` says. */
export interface TensorToWrite {
  readonly name: string;
  readonly type: FloatType;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * A whole safetensors file in memory. The same input gives the same bytes: tensors are laid out by element
 * size and name, metadata in the order given. Throws RangeError where values and shape disagree or a name
 * comes twice.
 */
export function encodeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const ordered = [...tensors].sort(
    (a, b) => elementBytes(b.type) - elementBytes(a.type) || compareText(a.name, b.name),
  );
  // A Map, then fromEntries: a tensor called "__proto__" stays an ordinary key.
  const header = new Map<string, unknown>();
  if (metadata.size > 0) header.set('__metadata__', Object.fromEntries(metadata));
  let position = 0;
  for (const tensor of ordered) {
    const count = tensor.shape.reduce((product, side) => product * side, 1);
    if (count !== tensor.values.length || header.has(tensor.name) || tensor.name === '__metadata__') {
      throw new RangeError(`The tensor ${JSON.stringify(tensor.name)} cannot be written as it is described.`);
    }
    const end = position + count * elementBytes(tensor.type);
    header.set(tensor.name, { dtype: tensor.type, shape: tensor.shape, data_offsets: [position, end] });
    position = end;
  }
  const headerText = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(headerText.byteLength / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + position);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  file.set(headerText, 8);
  file.fill(0x20, 8 + headerText.byteLength, 8 + headerBytes);
  let offset = 8 + headerBytes;
  for (const tensor of ordered) offset = writeValues(view, offset, tensor);
  return file;
}

function writeValues(view: DataView, start: number, tensor: TensorToWrite): number {
  let offset = start;
  for (const value of tensor.values) {
    if (tensor.type === 'F32') view.setFloat32(offset, value, true);
    else if (tensor.type === 'F16') view.setUint16(offset, toFloat16(value), true);
    else view.setUint16(offset, toBfloat16(value), true);
    offset += elementBytes(tensor.type);
  }
  return offset;
}

function elementBytes(type: FloatType): number {
  return (bitsOfElement(type) ?? 0) / 8;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
