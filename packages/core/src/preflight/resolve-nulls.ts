import { isMapping } from './block.ts';
import type { MutableMap, NoteChange } from './note-change.ts';
import type { ConfigPath } from './path.ts';

/** Keys whose null the trainer takes apart as a list or mapping, by the block they stand in. */
const keysByBlock: Readonly<Record<string, readonly string[]>> = {
  network: ['network_kwargs'],
  train: ['lr_scheduler_params'],
  model: ['model_kwargs', 'model_paths', 'quantize_kwargs'],
};
const datasetKeys = ['controls', 'augments'];

/** Leaves out keys with nothing behind them where the trainer would fail for want of a list or mapping. */
export function dropNulls(process: MutableMap, at: ConfigPath, note: NoteChange): void {
  const drop = (block: unknown, blockAt: ConfigPath, keys: readonly string[]): void => {
    if (!isMapping(block)) return;
    for (const key of keys) {
      if (block[key] !== null) continue;
      delete (block as MutableMap)[key];
      note([...blockAt, key], `\`${key}\` is empty (null), which ends the run; it is left out.`);
    }
  };
  for (const [name, keys] of Object.entries(keysByBlock)) drop(process[name], [...at, name], keys);
  const datasets = Array.isArray(process['datasets']) ? process['datasets'] : [];
  for (const [index, dataset] of datasets.entries()) drop(dataset, [...at, 'datasets', index], datasetKeys);
}
