import { exampleDataset, exampleFacts } from '../../src/preflight/example.ts';
import type { DatasetFacts, Facts } from '../../src/preflight/facts.ts';
import type { NamedModel } from '../../src/preflight/models/catalogue.ts';

type Map = Record<string, unknown>;

/** The job that AI Toolkit's own interface makes of a model's name, with datasets that fit the model, and its facts. */
export function interfaceJob(
  { model, variant }: NamedModel,
  media: 'images' | 'videos',
): { yaml: string; facts: Facts } {
  const process = baseProcess();
  (process['model'] as Map)['arch'] = variant.name;
  (process['model'] as Map)['name_or_path'] = variant.nameOrPath;
  for (const [path, value] of Object.entries(variant.uiDefaults)) apply(process, path.split('.'), value);
  const dataset = (process['datasets'] as Map[])[0] ?? {};
  if (media === 'videos' && dataset['auto_frame_count'] !== true) {
    dataset['num_frames'] = model.frames === null ? 41 : model.frames.multiple * 5 + model.frames.offset;
  }
  if (media === 'images') {
    dataset['num_frames'] = 1;
    if (model.latentCaching === 'not_images_with_do_i2v') dataset['cache_latents_to_disk'] = false;
  }
  if (model.datasetControls.required) dataset['control_path_1'] = '/app/ai-toolkit/datasets/edges';
  if (model.sampleControls.required) {
    for (const sample of (process['sample'] as { samples: Map[] }).samples) {
      sample['ctrl_img'] = '/app/ai-toolkit/datasets/edges/1.png';
    }
  }
  const config = {
    job: 'extension',
    config: { name: 'my_first_lora_v1', process: [process] },
    meta: { name: '[name]', version: '1.0' },
  };
  const dogs: DatasetFacts =
    media === 'videos' ? exampleDataset({ images: 0, videos: 20 }) : exampleDataset();
  const none = { count: 0, examples: [] };
  return {
    yaml: JSON.stringify(config, null, 2),
    facts: exampleFacts({
      datasets: { dogs, edges: exampleDataset() },
      pairings: { 'dogs/edges': { missing: none, several: none } },
      files: { 'edges/1.png': true },
      account: { hfToken: true },
    }),
  };
}

/** What the interface starts from, whatever the model (ui/src/app/jobs/new/jobConfig.ts). */
function baseProcess(): Map {
  return {
    type: 'diffusion_trainer',
    training_folder: '/app/ai-toolkit/output',
    sqlite_db_path: './aitk_db.db',
    device: 'cuda',
    trigger_word: null,
    performance_log_every: 10,
    network: {
      type: 'lora',
      linear: 32,
      linear_alpha: 32,
      conv: 16,
      conv_alpha: 16,
      lokr_full_rank: true,
      lokr_factor: -1,
      network_kwargs: { ignore_if_contains: [] },
    },
    save: {
      dtype: 'bf16',
      save_every: 250,
      max_step_saves_to_keep: 4,
      save_format: 'diffusers',
      push_to_hub: false,
    },
    datasets: [
      {
        folder_path: '/app/ai-toolkit/datasets/dogs',
        mask_path: null,
        mask_min_value: 0.1,
        default_caption: '',
        caption_ext: 'txt',
        caption_dropout_rate: 0.05,
        cache_latents_to_disk: false,
        is_reg: false,
        network_weight: 1,
        resolution: [512, 768, 1024],
        controls: [],
        shrink_video_to_frames: true,
        num_frames: 1,
        flip_x: false,
        flip_y: false,
        num_repeats: 1,
      },
    ],
    train: {
      batch_size: 1,
      bypass_guidance_embedding: false,
      steps: 3000,
      gradient_accumulation: 1,
      train_unet: true,
      train_text_encoder: false,
      gradient_checkpointing: true,
      noise_scheduler: 'flowmatch',
      optimizer: 'adamw8bit',
      timestep_type: 'sigmoid',
      content_or_style: 'balanced',
      optimizer_params: { weight_decay: 1e-4 },
      unload_text_encoder: false,
      cache_text_embeddings: false,
      lr: 0.0001,
      ema_config: { use_ema: false, ema_decay: 0.99 },
      skip_first_sample: false,
      force_first_sample: false,
      disable_sampling: false,
      dtype: 'bf16',
      diff_output_preservation: false,
      diff_output_preservation_multiplier: 1.0,
      diff_output_preservation_class: 'person',
      switch_boundary_every: 1,
      loss_type: 'mse',
    },
    logging: { log_every: 1, use_ui_logger: true },
    model: {
      quantize: false,
      qtype: 'qfloat8',
      quantize_te: false,
      qtype_te: 'qfloat8',
      low_vram: false,
      model_kwargs: {},
      compile: false,
    },
    sample: {
      sampler: 'flowmatch',
      sample_every: 250,
      width: 1024,
      height: 1024,
      samples: [
        { prompt: 'woman with red hair, playing chess at the park' },
        { prompt: 'a bear building a log cabin' },
      ],
      neg: '',
      seed: 42,
      walk_seed: true,
      guidance_scale: 4,
      sample_steps: 30,
      num_frames: 1,
      fps: 1,
    },
  };
}

function apply(target: Map, [first = '', ...rest]: readonly string[], value: unknown): void {
  const list = first.endsWith('[]');
  const key = list ? first.slice(0, -2) : first;
  if (rest.length === 0) {
    if (value === null) delete target[key];
    else target[key] = value;
  } else if (list) {
    for (const item of target[key] as Map[]) apply(item, rest, value);
  } else {
    target[key] ??= {};
    apply(target[key] as Map, rest, value);
  }
}
