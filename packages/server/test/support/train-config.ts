/** Values of a config that tests change; everything else is what an ordinary small job has. */
export interface TrainConfigParts {
  readonly name: string;
  readonly dataset: string;
  readonly steps?: number;
  /** Lines of `train` besides steps, batch size and rate. */
  readonly lr?: string;
  readonly arch?: string | null;
  readonly job?: string | null;
  readonly saveEvery?: number;
  readonly sampleEvery?: number;
  /** Further datasets that the config names. */
  readonly moreDatasets?: readonly string[];
  /** Lines at the top level, before `job`. */
  readonly top?: string;
  /** Lines of the process, with their indentation of six spaces. */
  readonly process?: string;
  /** Lines of `model`, with their indentation of eight spaces. */
  readonly model?: string;
}

/** The YAML of a job that the built-in trainer can run. */
export function trainConfig(parts: TrainConfigParts): string {
  const datasets = [parts.dataset, ...(parts.moreDatasets ?? [])]
    .map((name) => `        - folder_path: /app/ai-toolkit/datasets/${name}\n          resolution: [64]`)
    .join('\n');
  return `${parts.top ?? ''}${parts.job === null ? '' : `job: ${parts.job ?? 'extension'}`}
config:
  name: ${parts.name}
  process:
    - type: diffusion_trainer
      training_folder: /app/ai-toolkit/output
      network:
        type: lora
        linear: 4
        linear_alpha: 4
      save:
        save_every: ${parts.saveEvery ?? 5}
        max_step_saves_to_keep: 4
      datasets:
${datasets}
      train:
        batch_size: 1
        steps: ${parts.steps ?? 10}
        lr: ${parts.lr ?? '1e-3'}
      model:
${parts.arch === null ? '' : `        arch: ${parts.arch ?? 'sdxl'}\n`}        name_or_path: stabilityai/stable-diffusion-xl-base-1.0
${parts.model ?? ''}      sample:
        sample_every: ${parts.sampleEvery ?? 5}
        width: 64
        height: 64
        sample_steps: 2
        samples:
          - prompt: a dog on a beach
${parts.process ?? ''}`;
}
