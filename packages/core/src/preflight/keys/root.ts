import { adapterBlock } from './adapter.ts';
import { datasetBlock } from './datasets.ts';
import type { KeyBlock } from './key.ts';
import { modelBlock } from './model.ts';
import { networkBlock } from './network.ts';
import { sampleBlock } from './sample.ts';
import { loggingBlock, saveBlock } from './save-and-logging.ts';
import { sliderBlock } from './slider.ts';
import { amount, choice, flag, freeMap, path, section, sections, text, unused, whole } from './terms.ts';
import { trainBlock } from './train.ts';

/** `embedding`: an embedding that is trained. */
export const embeddingBlock: KeyBlock = {
  title: 'embedding',
  source: { shows: 'keys of embedding', file: 'toolkit/config_modules.py', lines: '357-363' },
  keys: [
    text('trigger', 'custom_embedding', 'Word that calls the embedding.'),
    whole('tokens', 4, 'How many tokens it has.', { min: 1 }),
    text('init_words', '*', 'Words to start from.'),
    text('save_format', 'safetensors', 'File format.'),
    text('trigger_class_name', null, 'Class name that stands in for the word.'),
  ],
};

/** `decorator`: tokens added to every prompt. */
export const decoratorBlock: KeyBlock = {
  title: 'decorator',
  source: { shows: 'keys of decorator', file: 'toolkit/config_modules.py', lines: '366-368' },
  keys: [whole('num_tokens', 4, 'How many tokens are added to every prompt.', { min: 1 })],
};

/** `guidance`: what is led where. */
export const guidanceBlock: KeyBlock = {
  title: 'guidance',
  source: { shows: 'keys of guidance', file: 'toolkit/config_modules.py', lines: '866-872' },
  keys: [
    text('target_class', '', 'What to lead.'),
    amount('guidance_scale', 1, 'How strongly.'),
    text('positive_prompt', '', 'Where to.'),
    text('negative_prompt', '', 'Away from what.'),
  ],
};

/** Process types that train and read the blocks below; others have keys of their own. */
export const trainingProcessTypes = [
  'diffusion_trainer',
  'ui_trainer',
  'sd_trainer',
  'textual_inversion_trainer',
  'concept_slider',
  'image_reference_slider_trainer',
  'ultimate_slider_trainer',
  'slider',
];

const otherProcessTypes = [
  'concept_replacer',
  'Qwen3VLCaptioner',
  'Qwen3OmniCaptioner',
  'Ideogram4Captioner',
  'AceStepCaptioner',
  'dataset_tools',
  'sync_from_collection',
  'super_tagger',
  'reference_generator',
  'pure_lora_generator',
  'batch_img2img',
];

/** `config.process[]`: one thing to do. */
export const processBlock: KeyBlock = {
  title: 'config.process[]',
  source: { shows: 'keys of a process', file: 'jobs/process/BaseSDTrainProcess.py', lines: '105-263' },
  keys: [
    choice(
      'type',
      null,
      [...trainingProcessTypes, ...otherProcessTypes],
      'crash',
      'What to do; diffusion_trainer trains any model.',
      { types: ['string'] },
    ),
    path('training_folder', 'folder', 'Folder in which a folder for this job is made.', {
      types: ['string'],
    }),
    path('sqlite_db_path', 'file', 'Database of the interface.', {
      types: ['string'],
      default: './aitk_db.db',
    }),
    text('device', null, 'Ignored: the first GPU that is seen is used.', unused),
    text('name', null, 'Do not set: it moves the folder but not the checkpoints.', {
      deprecated: 'Use config.name.',
    }),
    text('trigger_word', null, 'Word put into every caption that lacks it.'),
    whole('performance_log_every', 0, 'Steps between timings in the log.', { min: 0 }),
    whole('training_seed', null, 'Seed of the training.'),
    path('log_dir', 'folder', 'Folder for TensorBoard.'),
    flag('torch_profiler', false, 'Profile the training.'),
    section('network', networkBlock, 'The LoRA that is trained; without it the whole model is.', {
      types: ['map', 'null'],
    }),
    section('save', saveBlock, 'When and how checkpoints are written.', { types: ['map', 'null'] }),
    section('logging', loggingBlock, 'What is recorded while training.', { types: ['map', 'null'] }),
    sections('datasets', datasetBlock, 'Folders to train on.'),
    section('train', trainBlock, 'How to train.', { types: ['map', 'null'] }),
    section('model', modelBlock, 'What is trained on.'),
    section('sample', sampleBlock, 'What is made to look at while training.', { types: ['map', 'null'] }),
    section('first_sample', sampleBlock, 'The same for before training only.', { types: ['map', 'null'] }),
    section('adapter', adapterBlock, 'An adapter to train.', { types: ['map', 'null'] }),
    section('embedding', embeddingBlock, 'An embedding to train.', { types: ['map', 'null'] }),
    section('decorator', decoratorBlock, 'Tokens added to every prompt (FLUX).', { types: ['map', 'null'] }),
    section('guidance', guidanceBlock, 'Guidance to train with.', { types: ['map', 'null'] }),
    section('slider', sliderBlock, 'What a slider trainer works on.', { types: ['map', 'null'] }),
    flag('do_lorm', false, 'Reduce the model itself.'),
    text('lorm_extract_mode', 'ratio', 'How ranks are found for that.'),
    amount('lorm_extract_mode_param', 0.25, 'Number that goes with the mode.'),
    text(
      'hf_token',
      null,
      'Hugging Face token; taken out of the config by this service before anything is kept.',
    ),
  ],
};

const jobBlock: KeyBlock = {
  title: 'config',
  source: { shows: 'keys of a job', file: 'jobs/BaseJob.py', lines: '14-40' },
  keys: [
    text('name', null, 'Name of the job and of its files.', { types: ['string'] }),
    sections('process', processBlock, 'What to do, in order.'),
    text('device', null, 'Ignored.', unused),
    path('training_folder', 'folder', 'The same for every process of a job of kind train.'),
    path('log_dir', 'folder', 'Folder for TensorBoard, for every process.'),
    whole('training_seed', null, 'Seed of the training, for every process.'),
    flag('is_v2', false, 'Older job kinds: Stable Diffusion 2.'),
    text('dtype', null, 'Older job kinds: number type.'),
    path('base_model', 'model', 'Job of kind extract: the model before.'),
    path('extract_model', 'model', 'Job of kind extract: the model after.'),
    flag('extract_unet', true, 'Job of kind extract: take the network.'),
    flag('extract_text_encoder', true, 'Job of kind extract: take the text encoder.'),
    path('output_folder', 'folder', 'Job of kind extract: where to write.'),
  ],
};

/** The whole config file. */
export const rootBlock: KeyBlock = {
  title: 'the config',
  source: { shows: 'job kinds', file: 'toolkit/job.py', lines: '14-35' },
  keys: [
    choice(
      'job',
      null,
      ['extension', 'train', 'generate', 'extract', 'mod'],
      'crash',
      'Kind of job; extension for all trainers.',
      { types: ['string'] },
    ),
    section('config', jobBlock, 'The job.'),
    freeMap('meta', 'Written into the checkpoints: name, version and what else you like.', {
      types: ['map', 'null'],
    }),
  ],
};
