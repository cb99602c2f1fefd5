/** The values of a config that the test changes. */
export interface ConfigParts {
  name: string;
  dataset: string;
  model: string;
  layout: 'sd15' | 'flux';
  steps: number;
  lr?: string;
  resolution?: number;
  saveEvery?: number;
  /** False for a run that makes no pictures. */
  samples?: boolean;
  /** True for a run that trains the model itself and not a LoRA, and saves it as a folder. */
  wholeModel?: boolean;
  /** True where the trainer is to write down each step with its time, which it does under Trainyard anyway. */
  writesSteps?: boolean;
}

/** A job that trains a tiny model in seconds, as a user would write it. */
export function writeConfig(parts: ConfigParts): string {
  const { name, dataset, model, layout, steps, lr = '1e-4', resolution = 64, saveEvery = 10 } = parts;
  const isFlux = layout === 'flux';
  return `job: extension
config:
  name: ${name}
  process:
    - type: sd_trainer
      training_folder: /app/ai-toolkit/output
      trigger_word: sks
      ${parts.wholeModel ? '' : 'network: {type: lora, linear: 4, linear_alpha: 4}'}
      save: {dtype: float16, save_every: ${saveEvery}, max_step_saves_to_keep: 4${parts.wholeModel ? ', save_format: diffusers' : ''}}
      datasets:
        - folder_path: /app/ai-toolkit/datasets/${dataset}
          caption_ext: txt
          resolution: [${resolution}]
          cache_latents_to_disk: true
          num_workers: 0
      train:
        batch_size: 1
        steps: ${steps}
        gradient_accumulation: 1
        train_unet: true
        train_text_encoder: false
        gradient_checkpointing: true
        noise_scheduler: ${isFlux ? 'flowmatch' : 'ddpm'}
        ${isFlux ? 'timestep_type: sigmoid\n        ' : ''}optimizer: adamw
        lr: ${lr}
        ${parts.samples === false ? 'disable_sampling: true\n        ' : ''}dtype: ${isFlux ? 'bf16' : 'fp32'}
      ${parts.writesSteps ? 'logging: {use_ui_logger: true, log_every: 1}\n      ' : ''}model:
        name_or_path: ${model}
        arch: ${layout}
${parts.samples === false ? '' : sampleBlock(isFlux)}meta:
  name: "[name]"
  version: "1.0"
`;
}

function sampleBlock(isFlux: boolean): string {
  return `      sample:
        sampler: ${isFlux ? 'flowmatch' : 'ddpm'}
        sample_every: 20
        width: 64
        height: 64
        sample_steps: 2
        guidance_scale: 2
        seed: 42
        samples:
          - prompt: "[trigger] on a beach"
          - prompt: "a dog that costs \${HF_TOKEN} --seed 7"
`;
}
