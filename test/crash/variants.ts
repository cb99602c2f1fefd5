/** A kind of job that a campaign submits. */
export interface Variant {
  readonly steps: number;
  readonly saveEvery: number;
  /** How many checkpoints are kept; more than are made in the variants that keep all. */
  readonly keep: number;
  readonly sampleEvery: number | null;
  readonly seed: number;
  readonly gpuType: string;
  /** Another variant that a job may be edited to: the same with more steps. */
  readonly longer: string | null;
}

const ada = 'ADA_80_PLUS';
const hopper = 'HOPPER_141';

/** Small jobs of some seconds, each with a final checkpoint of its own; a longer one continues its shorter one. */
export function jobVariants(scale: number): Readonly<Record<string, Variant>> {
  const steps = (count: number) => Math.max(10, Math.round((count * scale) / 10) * 10);
  const common = { keep: 100, sampleEvery: null, longer: null };
  return {
    plain: { ...common, steps: steps(200), saveEvery: 20, seed: 1, gpuType: ada, longer: 'plain-longer' },
    'plain-longer': { ...common, steps: steps(300), saveEvery: 20, seed: 1, gpuType: ada },
    sampled: { ...common, steps: steps(160), saveEvery: 40, seed: 2, gpuType: ada, sampleEvery: 40 },
    rotating: { ...common, steps: steps(240), saveEvery: 10, keep: 2, seed: 3, gpuType: hopper },
    unsaved: { ...common, steps: steps(80), saveEvery: 1000, seed: 4, gpuType: hopper },
  };
}

/** The config of a job; its name has the same length in all jobs, so that their files can be compared. */
export function jobConfig(variant: Variant, name: string, dataset: string): string {
  const { steps, saveEvery, keep, sampleEvery, seed } = variant;
  return `
job: extension
config:
  name: ${name}
  process:
    - type: diffusion_trainer
      training_folder: /app/ai-toolkit/output
      network: {type: lora, linear: 2, linear_alpha: 2}
      save: {dtype: float32, save_every: ${saveEvery}, max_step_saves_to_keep: ${keep}}
      datasets: [{folder_path: /app/ai-toolkit/datasets/${dataset}, caption_ext: txt, resolution: [512]}]
      behaviour: {stepMs: 15}
      train: {steps: ${steps}, lr: 1e-3, batch_size: 1, seed: ${seed}, disable_sampling: ${sampleEvery === null}}
      model: {arch: sdxl, name_or_path: stabilityai/stable-diffusion-xl-base-1.0}
      sample:
        sample_every: ${sampleEvery ?? 1000}
        width: 64
        height: 64
        seed: 7
        sample_steps: 4
        samples: [{prompt: a teal square}]
`;
}
