import { queryNvidiaSmi } from './nvidia-smi.ts';

/** A card as the driver describes it; null is what the driver does not say of this card. */
export interface NvidiaCard {
  readonly index: number;
  /** `GPU-…`, or `MIG-…` for a slice of a card. */
  readonly uuid: string;
  readonly name: string;
  readonly memoryMib: number | null;
  readonly usedMib: number | null;
  readonly utilisationPercent: number | null;
  readonly temperatureCelsius: number | null;
}

const fields = ['memory.total', 'memory.used', 'utilization.gpu', 'temperature.gpu'] as const;
const query = [`--query-gpu=index,uuid,${fields.join(',')},name`, '--format=csv,noheader,nounits'];
const listQuery = ['-L'];
const cutQuery = ['--query-gpu=uuid,mig.mode.current', '--format=csv,noheader'];

/**
 * The cards that the driver lists, slices in place of a card that is to be cut into them; none where `nvidia-smi` is
 * not installed. Throws where the driver does not answer.
 */
export async function readNvidiaCards(): Promise<readonly NvidiaCard[]> {
  const output = await queryNvidiaSmi(query);
  const cards = parseNvidiaCards(output ?? '');
  if (cards.length === 0) return [];
  // Beside a lost card the first fails, and the second with old drivers: they do not know the field.
  const [listing, modes] = await Promise.all([
    queryNvidiaSmi(listQuery).catch(() => null),
    queryNvidiaSmi(cutQuery).catch(() => null),
  ]);
  const found = withSlices(cards, listing ?? '');
  const cut = cutCards(modes ?? '');
  return found.filter(({ uuid }) => !cut.has(uuid));
}

/** Cards to be used by their slices alone, of which there may be none: programs find nothing on the whole card. */
function cutCards(modes: string): ReadonlySet<string | undefined> {
  return new Set([...modes.matchAll(/^\s*(GPU-[\w-]+), Enabled\s*$/gm)].map(([, uuid]) => uuid));
}

/** The version of the driver, such as `550.163.01`; null where it does not say. */
export async function readDriverVersion(): Promise<string | null> {
  const output = await queryNvidiaSmi(['--query-gpu=driver_version', '--format=csv,noheader']);
  return /^\d+(?:\.\d+)+$/m.exec(output ?? '')?.[0] ?? null;
}

/** Reads the lines that `nvidia-smi` prints for our query. */
export function parseNvidiaCards(output: string): readonly NvidiaCard[] {
  return output
    .split('\n')
    .map((line) => /^\s*(\d+), (GPU-[\w-]+), ([^,]+), ([^,]+), ([^,]+), ([^,]+), (.+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, index, uuid = '', memory, used, utilisation, temperature, name = '']) => ({
      index: Number(index),
      uuid,
      name,
      memoryMib: numberOf(memory),
      usedMib: numberOf(used),
      utilisationPercent: numberOf(utilisation),
      temperatureCelsius: numberOf(temperature),
    }));
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `ERR!`: the driver has many words for not knowing. */
export function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : null;
}

/** Puts the slices that `nvidia-smi -L` lists in the place of the cards that are cut into them. */
export function withSlices(cards: readonly NvidiaCard[], listing: string): readonly NvidiaCard[] {
  const slices = new Map<string, NvidiaCard[]>();
  let card: NvidiaCard | undefined;
  for (const line of listing.split('\n')) {
    const whole = /^GPU \d+: .* \(UUID: (GPU-[\w-]+)\)/.exec(line)?.[1];
    if (whole !== undefined) card = cards.find(({ uuid }) => uuid === whole);
    const [, profile, uuid] = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: (MIG-[\w/-]+)\)/.exec(line) ?? [];
    if (card === undefined || profile === undefined || uuid === undefined) continue;
    const gib = /\.(\d+)gb/.exec(profile)?.[1];
    const slice = {
      index: card.index,
      uuid,
      name: `${card.name} MIG ${profile}`,
      memoryMib: gib === undefined ? null : Number(gib) * 1024,
      usedMib: null,
      utilisationPercent: null,
      temperatureCelsius: card.temperatureCelsius,
    };
    slices.set(card.uuid, [...(slices.get(card.uuid) ?? []), slice]);
  }
  return cards.flatMap((whole) => slices.get(whole.uuid) ?? [whole]);
}
