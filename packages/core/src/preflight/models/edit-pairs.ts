import type { ModelArch } from './model.ts';
import {
  diffusionModels,
  editModel,
  flowDefaults,
  imageModel,
  interfaceModels,
  known,
  measured,
  noConvolutions,
  optionalDatasetControls,
  optionalSampleControl,
  optionalSampleControls,
  pulls,
  quantizedLowMemory,
  quantizedTextEncoder,
  requiredDatasetControls,
  requiredSampleControls,
  seen,
  timesteps,
} from './terms.ts';

const kreaFile = `${diffusionModels}/krea2/krea2.py`;
const booguFile = `${diffusionModels}/boogu_image/boogu_image.py`;
const booguEditFile = `${diffusionModels}/boogu_image/boogu_image_edit.py`;
const mageFile = `${diffusionModels}/mageflow/mageflow.py`;
const omnigenFile = `${diffusionModels}/omnigen2/__init__.py`;

const uiDefaults = { ...quantizedLowMemory, ...noConvolutions, ...timesteps('linear') };
const kreaTurbo = {
  'model.assistant_lora_path':
    'ostris/krea2_turbo_training_adapter/krea2_turbo_training_adapter_v1.safetensors',
  'sample.guidance_scale': 1,
};
const kreaEdit = { 'model.model_kwargs': { edit: true, match_target_res: true, kv_cache: true } };
const mageSample = { 'sample.sample_steps': 25 };

/** Models that come, or can be trained, both from text and after a reference. */
export const editPairModels: readonly ModelArch[] = [
  {
    ...imageModel,
    arch: 'krea2',
    title: 'Krea 2',
    family: 'Krea 2',
    size: measured(12.8),
    aliases: ['krea', 'krea2_turbo'],
    variants: [
      { name: 'krea2', title: 'Krea 2 (raw)', nameOrPath: 'krea/Krea-2-Raw', uiDefaults },
      {
        name: 'krea2:turbo',
        title: 'Krea 2 Turbo (w/ Training Adapter)',
        nameOrPath: 'krea/Krea-2-Turbo',
        uiDefaults: { ...uiDefaults, ...kreaTurbo, 'sample.sample_steps': 9 },
      },
      {
        name: 'krea2:o_edit',
        title: 'Krea 2 (raw) [Edit Training]',
        nameOrPath: 'krea/Krea-2-Raw',
        modality: 'edit',
        uiDefaults: { ...uiDefaults, ...kreaEdit },
      },
      {
        name: 'krea2:o_edit_turbo',
        title: 'Krea 2 Turbo (w/ Training Adapter) [Edit Training]',
        nameOrPath: 'krea/Krea-2-Turbo',
        modality: 'edit',
        uiDefaults: { ...uiDefaults, ...kreaTurbo, ...kreaEdit, 'sample.sample_steps': 8 },
      },
    ],
    repositories: [
      pulls('text_encoder', 'Qwen/Qwen3-VL-4B-Instruct', 'model_kwargs.text_encoder_path'),
      pulls('vae', 'Qwen/Qwen-Image', 'model_kwargs.vae_path'),
    ],
    datasetControls: { ...optionalDatasetControls(3), onlyWith: 'model_kwargs.edit' },
    sampleControls: { ...optionalSampleControls, onlyWith: 'model_kwargs.edit' },
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${kreaFile}:167`),
      seen('text encoder and VAE', `${kreaFile}:97-98`),
      seen('edit training is a setting', `${kreaFile}:200-210`),
      seen('sides in steps of 16', `${kreaFile}:226-228`),
      seen('interface defaults', `${interfaceModels}:1471`),
    ],
  },
  {
    ...imageModel,
    arch: 'boogu_image',
    title: 'Boogu Image',
    family: 'Boogu',
    size: measured(10),
    variants: [
      { name: 'boogu_image', title: 'Boogu Image', nameOrPath: 'Boogu/Boogu-Image-0.1-Base', uiDefaults },
    ],
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${booguFile}:102`),
      seen('loading', `${booguFile}:162-250`),
      seen('sides in steps of 16', `${booguFile}:143-145`),
      seen('40 layers of width 3360', `${diffusionModels}/boogu_image/src/transformer.py:509-535`),
      seen('interface defaults', `${interfaceModels}:1626`),
    ],
  },
  {
    ...editModel,
    arch: 'boogu_image_edit',
    title: 'Boogu Image Edit',
    family: 'Boogu',
    size: measured(10),
    variants: [
      {
        name: 'boogu_image_edit',
        title: 'Boogu Image Edit',
        nameOrPath: 'Boogu/Boogu-Image-0.1-Edit',
        uiDefaults: { ...uiDefaults, 'model.model_kwargs': { match_target_res: false } },
      },
    ],
    datasetControls: requiredDatasetControls(3),
    sampleControls: requiredSampleControls,
    canUnloadTextEncoder: false,
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${booguEditFile}:55`),
      seen('prompts cannot be encoded without control', `${booguEditFile}:193`),
      seen('controls of a sample', `${booguEditFile}:351-366`),
      seen('the text encoder may not be unloaded', 'toolkit/config_modules.py:1502-1505'),
      seen('interface defaults', `${interfaceModels}:1642`),
    ],
  },
  {
    ...imageModel,
    arch: 'mageflow',
    title: 'Mage-Flow',
    family: 'Mage-Flow',
    size: null,
    variants: [
      {
        name: 'mageflow',
        title: 'Mage-Flow',
        nameOrPath: 'microsoft/Mage-Flow-Base',
        uiDefaults: { ...uiDefaults, ...mageSample },
      },
    ],
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${mageFile}:102`),
      seen('sides in steps of 16', `${mageFile}:149-151`),
      seen('interface defaults', `${interfaceModels}:1584`),
    ],
  },
  {
    ...editModel,
    arch: 'mageflow_edit',
    title: 'Mage-Flow Edit',
    family: 'Mage-Flow',
    size: null,
    variants: [
      {
        name: 'mageflow_edit',
        title: 'Mage-Flow Edit',
        nameOrPath: 'microsoft/Mage-Flow-Edit-Base',
        uiDefaults: { ...uiDefaults, ...mageSample },
      },
    ],
    datasetControls: optionalDatasetControls(3),
    sampleControls: optionalSampleControls,
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${mageFile}:646`),
      seen('prompts are encoded without control too', `${mageFile}:514-534`),
      seen('controls of a sample', `${mageFile}:354-369`),
      seen('interface defaults', `${interfaceModels}:1602`),
    ],
  },
  {
    ...imageModel,
    arch: 'omnigen2',
    title: 'OmniGen2',
    family: 'OmniGen2',
    size: known(4),
    variants: [
      {
        name: 'omnigen2',
        title: 'OmniGen2',
        nameOrPath: 'OmniGen2/OmniGen2',
        uiDefaults: quantizedTextEncoder,
      },
    ],
    datasetControls: optionalDatasetControls(1),
    sampleControls: optionalSampleControl,
    divisibilityPx: 16,
    defaults: flowDefaults('sigmoid'),
    sources: [
      seen('registered name', `${omnigenFile}:39`),
      seen('a control image is optional', `${omnigenFile}:199-263`),
      seen('sides in steps of 16', `${omnigenFile}:63-64`),
      seen('interface defaults', `${interfaceModels}:612`),
    ],
  },
];
