import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Gpu } from '../executors/executor.ts';

/** A card as the driver names it. */
export interface NvidiaCard {
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly memoryMib: number;
}

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

const query = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'];
const timeoutMs = 10_000;

/** The cards that `nvidia-smi` lists; none where it is not installed. Throws where the driver does not answer. */
export async function readNvidiaCards(): Promise<readonly NvidiaCard[]> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: timeoutMs });
    return parseNvidiaCards(stdout);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`nvidia-smi does not answer: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Reads the lines that `nvidia-smi` prints for our query. */
export function parseNvidiaCards(output: string): readonly NvidiaCard[] {
  return output
    .split('\n')
    .map((line) => /^\s*(\d+),\s*(GPU-[\w-]+),\s*(.+?),\s*(\d+)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, index, uuid = '', name = '', memory]) => ({
      index: Number(index),
      uuid,
      name,
      memoryMib: Number(memory),
    }));
}

/** The type that a card has in the contract; null for one that no client can ask for. */
export function gpuTypeOf({ name, memoryMib }: Pick<NvidiaCard, 'name' | 'memoryMib'>): string | null {
  return types.find((type) => type.name.test(name) && memoryMib >= type.minMib)?.type ?? null;
}

/**
 * The cards that runs can have: of each type as many as `wanted` says, or all. Throws, naming what was found,
 * where fewer are there than wanted.
 */
export function offeredGpus(
  cards: readonly NvidiaCard[],
  wanted: ReadonlyMap<string, number> | null,
): readonly Gpu[] {
  const known = cards.flatMap((card): Gpu[] => {
    const type = gpuTypeOf(card);
    return type === null ? [] : [{ id: card.uuid, index: card.index, type }];
  });
  if (wanted === null) return known;
  return [...wanted].flatMap(([type, count]) => {
    const ofType = known.filter((gpu) => gpu.type === type);
    if (ofType.length >= count) return ofType.slice(0, count);
    const found = cards.map((card) => `${card.name} (${gpuTypeOf(card) ?? 'no type of the contract'})`);
    throw new Error(
      `GPUS asks for ${count} of ${type}, but this machine has: ${found.join(', ') || 'none'}.`,
    );
  });
}
