import { triggerWord } from './pictures.ts';

/** What the demo's config leaves open. */
export interface DemoJob {
  readonly name: string;
  readonly dataset: string;
  readonly steps: number;
}

/** The config that the demo submits: small enough for a processor, whole enough to be a pattern. */
export function demoConfig({ name, dataset, steps }: DemoJob): string {
  // Three checkpoints and three times samples, however long it is.
  const every = Math.max(1, Math.ceil(steps / 3));
  return `# What the demo trained. A pattern for your own: change name, dataset, steps and prompts.
job: extension
config:
  name: ${name}
  process:
    - type: diffusion_trainer
      training_folder: /app/ai-toolkit/output
      device: cuda:0
      trigger_word: ${triggerWord}
      network:
        type: lora
        linear: 16
        linear_alpha: 16
      save:
        dtype: float16
        save_every: ${every}
        max_step_saves_to_keep: 4
      datasets:
        - folder_path: /app/ai-toolkit/datasets/${dataset}
          caption_ext: txt
          resolution: [512]
      train:
        batch_size: 2
        steps: ${steps}
        lr: 1e-3
        optimizer: adamw
        noise_scheduler: ddpm
        dtype: bf16
        gradient_checkpointing: true
        train_unet: true
        train_text_encoder: false
      model:
        arch: sdxl
        name_or_path: stabilityai/stable-diffusion-xl-base-1.0
      sample:
        sampler: ddpm
        sample_every: ${every}
        width: 256
        height: 256
        seed: 42
        sample_steps: 20
        guidance_scale: 4
        samples:
          - prompt: '[trigger], a small orange locomotive at noon in green hills'
          - prompt: '[trigger], a small orange locomotive in the snow'
meta:
  name: '[name]'
  version: '1.0'
`;
}
