/** The values of a config that the test changes. */
export interface ConfigParts {
  name: string;
  dataset: string;
  model: string;
  layout: 'sd15' | 'flux';
  steps: number;
  lr?: string;
}

/** A job that trains a tiny model in seconds, as a user would write it. */
export function writeConfig({ name, dataset, model, layout, steps, lr = '1e-4' }: ConfigParts): string {
  const isFlux = layout === 'flux';
  return `job: extension
config:
  name: ${name}
  process:
    - type: sd_trainer
      training_folder: /app/ai-toolkit/output
      trigger_word: sks
      network: {type: lora, linear: 4, linear_alpha: 4}
      save: {dtype: float16, save_every: 10, max_step_saves_to_keep: 4}
      datasets:
        - folder_path: /app/ai-toolkit/datasets/${dataset}
          caption_ext: txt
          resolution: [64]
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
        dtype: ${isFlux ? 'bf16' : 'fp32'}
      model:
        name_or_path: ${model}
        arch: ${layout}
      sample:
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
meta:
  name: "[name]"
  version: "1.0"
`;
}
