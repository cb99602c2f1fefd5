import type { ConfigPath } from '@trainyard/core/preflight';
import type { ConfigForm } from './config-form.ts';

const numbered = (stem: string) => [1, 2, 3].map((place) => `${stem}_${place}`);

/** Keys of the control folders that a dataset has, and of one more where the model reads more. */
export function controlKeysOfDataset(form: ConfigForm, path: ConfigPath): readonly string[] {
  return keysOf(form, path, 'control_path', form.model?.model.datasetControls.max ?? 0);
}

/** Keys of the control images that a sample has, and of one more where the model takes more. */
export function controlKeysOfSample(form: ConfigForm, path: ConfigPath): readonly string[] {
  const controls = form.model?.model.sampleControls;
  const isTaken = controls !== undefined && controls.keys.length > 0;
  return keysOf(form, path, 'ctrl_img', isTaken ? controls.max : 0);
}

function keysOf(form: ConfigForm, path: ConfigPath, stem: string, max: number): readonly string[] {
  const isWritten = (key: string) => form.writtenAt([...path, key]) !== null;
  if (isWritten(stem) || max === 1) return [stem];
  const keys = numbered(stem);
  const next = keys.slice(0, max).find((key) => !isWritten(key));
  return keys.filter((key) => isWritten(key) || key === next);
}
