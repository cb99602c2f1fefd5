import { encodeSafetensors } from '../../safetensors/encode.ts';
import type { Settings } from '../settings/settings.ts';
import type { Adapters } from '../training/adapters.ts';
import { TrainingError } from '../training-error.ts';
import { loadTensors, readTensorFile } from './tensor-file.ts';
import { trainerVersion } from './trainer-version.ts';

/** A checkpoint file: the LoRA, and in its metadata the step and the config. Nothing in it is of the clock. */
export function encodeCheckpoint(
  adapters: Adapters,
  settings: Settings,
  progress: { readonly step: number; readonly epoch: number },
): Uint8Array {
  const type = settings.save.type;
  const tensors = adapters.parameters.map(({ name, shape, values }) => ({ name, type, shape, values }));
  const alphas = adapters.parameters
    .filter(({ name }) => name.endsWith('.lora_A.weight'))
    .map(({ name }) => ({
      name: name.replace('.lora_A.weight', '.alpha'),
      type,
      shape: [],
      values: Float32Array.of(adapters.alpha),
    }));
  const metadata = new Map([
    ['format', 'pt'],
    ['name', settings.meta.name],
    ['version', settings.meta.version],
    ['software', JSON.stringify({ name: 'trainyard-builtin', version: trainerVersion })],
    ['training_info', JSON.stringify({ step: progress.step, epoch: progress.epoch })],
    ['ss_output_name', settings.name],
    ['ss_base_model_version', 'trainyard-builtin'],
    ['network', JSON.stringify(settings.training.record.network)],
    ['train', JSON.stringify(settings.training.record.train)],
    ['training_seed', String(settings.seed)],
    [
      'note',
      "Made by Trainyard's built-in CPU trainer, for trying and testing. It fits only that trainer's small model and is not for use in pictures.",
    ],
  ]);
  return encodeSafetensors([...tensors, ...alphas], metadata);
}

/** Fills the adapters from a checkpoint and gives its step. Throws TrainingError where it does not fit. */
export async function loadCheckpoint(path: string, adapters: Adapters): Promise<number> {
  const file = await readTensorFile(path, 'checkpoint');
  const step = readStep(file.metadata.get('training_info'));
  if (step === undefined) {
    throw new TrainingError(
      'The checkpoint to resume from does not say in its metadata which step it is of.',
    );
  }
  loadTensors(
    file,
    adapters.parameters.map(({ name, shape, values }) => ({ name, shape, target: values })),
    'checkpoint',
  );
  return step;
}

function readStep(info: string | undefined): number | undefined {
  try {
    const parsed: unknown = JSON.parse(info ?? 'null');
    if (typeof parsed !== 'object' || parsed === null || !('step' in parsed)) return undefined;
    const { step } = parsed;
    return typeof step === 'number' && Number.isSafeInteger(step) && step >= 0 ? step : undefined;
  } catch {
    return undefined;
  }
}
