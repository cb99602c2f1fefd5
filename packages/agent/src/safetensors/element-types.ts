/** Bits of one element, by the type names of the safetensors format. */
const bitsByType: ReadonlyMap<string, number> = new Map([
  ['BOOL', 8],
  ['U8', 8],
  ['I8', 8],
  ['F8_E5M2', 8],
  ['F8_E4M3', 8],
  ['F8_E5M2FNUZ', 8],
  ['F8_E4M3FNUZ', 8],
  ['F8_E8M0', 8],
  ['F4', 4],
  ['F6_E2M3', 6],
  ['F6_E3M2', 6],
  ['U16', 16],
  ['I16', 16],
  ['F16', 16],
  ['BF16', 16],
  ['U32', 32],
  ['I32', 32],
  ['F32', 32],
  ['U64', 64],
  ['I64', 64],
  ['F64', 64],
  ['C64', 64],
]);

/** Bits of one element of the type, or undefined where the format knows no such type. */
export function bitsOfElement(type: string): number | undefined {
  return bitsByType.get(type);
}

/** The element types that this package can write and turn back into numbers. */
export type FloatType = 'F16' | 'BF16' | 'F32';
