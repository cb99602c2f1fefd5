import { findModel } from './models/find-model.ts';

/** One thing in a config with which a checkpoint that was made before cannot be continued. */
export interface ResumeConflict {
  /** Where it stands, such as `config.process[0].network.linear`. */
  readonly path: string;
  /** What the checkpoint was made with and what the config says now, in a sentence. */
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** What decides whether weights fit: its place below `config.process[0]`, its name, and its value in effect. */
interface Trait {
  readonly key: string;
  readonly value: string | null;
}

/**
 * Compares the resolved config of the run that made a checkpoint with the one that is to go on from it. The
 * trainer itself would go on in silence with fresh weights, or crash, where the network or the model is another
 * one. Everything else (steps, learning rate, datasets, samples, alpha, optimizer) may change.
 */
export function findResumeConflicts(made: Fields, now: Fields): readonly ResumeConflict[] {
  const before = new Map(traitsOf(made).map(({ key, value }) => [key, value]));
  const conflicts: ResumeConflict[] = [];
  for (const { key, value } of traitsOf(now)) {
    const was = before.get(key);
    if (was === undefined || was === value) continue;
    conflicts.push({
      path: `config.process[0].${key}`,
      message: `${key} is ${value ?? 'not set'}, but the checkpoint was made with ${was ?? 'none'}`,
    });
  }
  return conflicts;
}

/** Traits that only one of two configs has are not compared: the network's type then differs already. */
function traitsOf(config: Fields): readonly Trait[] {
  const processes = fieldsOf(config['config'])['process'];
  const process = fieldsOf(Array.isArray(processes) ? processes[0] : undefined);
  return [...networkTraits(process['network']), ...modelTraits(fieldsOf(process['model']))];
}

function networkTraits(block: unknown): readonly Trait[] {
  // Without a network the model itself is trained.
  if (block === undefined || block === null) return [{ key: 'network', value: 'none' }];
  const network = fieldsOf(block);
  const type = textOf(network['type'] ?? 'lora')?.toLowerCase() ?? null;
  const traits: Trait[] = [
    { key: 'network', value: 'set' },
    { key: 'network.type', value: type },
    { key: 'network.conv', value: textOf(network['conv'] ?? null) },
  ];
  if (type !== 'lokr') return [...traits, { key: 'network.linear', value: rankOf(network) }];
  const isFullRank = network['lokr_full_rank'] !== false;
  return [
    ...traits,
    { key: 'network.lokr_factor', value: textOf(network['lokr_factor'] ?? -1) },
    { key: 'network.lokr_full_rank', value: String(isFullRank) },
    // With full rank the trainer does not look at the rank.
    ...(isFullRank ? [] : [{ key: 'network.linear', value: rankOf(network) }]),
  ];
}

function rankOf(network: Fields): string | null {
  return textOf(network['rank'] ?? network['linear'] ?? 4);
}

function modelTraits(model: Fields): readonly Trait[] {
  const name = textOf(model['name_or_path'] ?? null);
  const arch = textOf(model['arch'] ?? null);
  return [
    { key: 'model.arch', value: findModel(arch, model, name)?.model.arch ?? arch },
    { key: 'model.name_or_path', value: name?.replace(/\/+$/, '') ?? null },
  ];
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
