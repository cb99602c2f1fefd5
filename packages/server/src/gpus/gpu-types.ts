/** A card as far as its type in the contract goes. */
interface TypedCard {
  readonly name: string;
  /** Null where the driver does not say. */
  readonly memoryMib: number | null;
}

/** Names of cards, or parts of them, and the types that an installation gives them. */
export type GpuTypeNames = ReadonlyMap<string, string>;

/** Names of the contract by what the driver calls a card; the first that fits counts. */
const types: readonly { readonly name: RegExp; readonly minMib: number; readonly type: string }[] = [
  { name: /\bH200\b/, minMib: 130_000, type: 'HOPPER_141' },
  { name: /\bH100\b|\bH800\b|\bGH200\b/, minMib: 70_000, type: 'ADA_80_PLUS' },
  { name: /\bA100\b|\bA800\b/, minMib: 70_000, type: 'AMPERE_80' },
  { name: /\bL40|RTX 6000 Ada|RTX PRO/, minMib: 44_000, type: 'ADA_48_PLUS' },
  { name: /\bA40\b|\bA6000\b/, minMib: 44_000, type: 'AMPERE_48' },
  { name: /RTX (30|40|50)90|\bA10\b|\bA10G\b|\bA30\b|\bL4\b|\bA5000\b/, minMib: 22_000, type: 'AMPERE_24' },
  { name: /\bT4\b|Quadro RTX 5000/, minMib: 14_000, type: 'TURING_16' },
];

/**
 * The type that a card has in the contract; null for one that no client can ask for. What the installation
 * says comes first, whole names before parts. A slice of a card (MIG) has only a type that it is given.
 */
export function gpuTypeOf({ name, memoryMib }: TypedCard, given: GpuTypeNames = new Map()): string | null {
  const lower = name.toLowerCase();
  const named = [...given].map(([part, type]) => ({ part: part.toLowerCase(), type }));
  const own = named.find(({ part }) => part === lower) ?? named.find(({ part }) => lower.includes(part));
  if (own !== undefined) return own.type;
  if (/ MIG /.test(name) || memoryMib === null) return null;
  return types.find((type) => type.name.test(name) && memoryMib >= type.minMib)?.type ?? null;
}
