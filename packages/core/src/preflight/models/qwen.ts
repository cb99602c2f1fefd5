import type { ModelArch } from './model.ts';
import {
  diffusionModels,
  editModel,
  flowDefaults,
  imageModel,
  interfaceModels,
  measured,
  noSampleControls,
  pullsForFile,
  quantizedLowMemory,
  requiredDatasetControls,
  requiredSampleControl,
  requiredSampleControls,
  seen,
  timesteps,
} from './terms.ts';

const folder = `${diffusionModels}/qwen_image`;
const adapters = 'ostris/accuracy_recovery_adapters';
const uiDefaults = { ...quantizedLowMemory, ...timesteps('weighted') };
const plusDefaults = { ...uiDefaults, 'model.model_kwargs': { match_target_res: false } };
const extrasForFile = pullsForFile('extras', 'Qwen/Qwen-Image', 'extras_name_or_path');

/** Qwen-Image and its edit models. */
export const qwenModels: readonly ModelArch[] = [
  {
    ...imageModel,
    arch: 'qwen_image',
    title: 'Qwen-Image',
    family: 'Qwen-Image',
    size: measured(20.4),
    aliases: ['qwen', 'qwen_image_2512'],
    variants: [
      {
        name: 'qwen_image',
        title: 'Qwen-Image',
        nameOrPath: 'Qwen/Qwen-Image',
        uiDefaults,
        recoveryAdapters: { '3 bit with ARA': `uint3|${adapters}/qwen_image_torchao_uint3.safetensors` },
      },
      {
        name: 'qwen_image:2512',
        title: 'Qwen-Image-2512',
        nameOrPath: 'Qwen/Qwen-Image-2512',
        uiDefaults,
        recoveryAdapters: {
          '3 bit with ARA': `uint3|${adapters}/qwen_image_2512_torchao_uint3.safetensors`,
          '4 bit with ARA': `uint4|${adapters}/qwen_image_2512_torchao_uint4.safetensors`,
        },
      },
    ],
    repositories: [extrasForFile],
    sampleControls: { ...noSampleControls, refused: true },
    divisibilityPx: 32,
    defaults: flowDefaults('weighted'),
    sources: [
      seen('registered name', `${folder}/qwen_image.py:59`),
      seen('sides in steps of 32', `${folder}/qwen_image.py:84-85`),
      seen('what is loaded for a single file', `${folder}/qwen_image.py:90-96`),
      seen('a sample with ctrl_img is refused', `${folder}/qwen_image.py:263-266`),
      seen('interface defaults', `${interfaceModels}:410`),
    ],
  },
  {
    ...editModel,
    arch: 'qwen_image_edit',
    title: 'Qwen-Image-Edit',
    family: 'Qwen-Image',
    size: measured(20.4),
    aliases: ['qwen_edit'],
    variants: [
      {
        name: 'qwen_image_edit',
        title: 'Qwen-Image-Edit',
        nameOrPath: 'Qwen/Qwen-Image-Edit',
        uiDefaults,
        recoveryAdapters: { '3 bit with ARA': `uint3|${adapters}/qwen_image_edit_torchao_uint3.safetensors` },
      },
    ],
    repositories: [extrasForFile],
    datasetControls: requiredDatasetControls(1),
    sampleControls: requiredSampleControl,
    canUnloadTextEncoder: false,
    divisibilityPx: 32,
    defaults: flowDefaults('weighted'),
    sources: [
      seen('registered name', `${folder}/qwen_image_edit.py:41`),
      seen('half the channels are missing without control', `${folder}/qwen_image_edit.py:226`),
      seen('only ctrl_img is read when sampling', `${folder}/qwen_image_edit.py:98-99`),
      seen('the text encoder may not be unloaded', 'toolkit/config_modules.py:1502-1505'),
      seen('interface defaults', `${interfaceModels}:454`),
    ],
  },
  {
    ...editModel,
    arch: 'qwen_image_edit_plus',
    title: 'Qwen-Image-Edit-2509 and 2511',
    family: 'Qwen-Image',
    size: measured(20.4),
    aliases: ['qwen_edit_plus', 'qwen_image_edit_2509', 'qwen_image_edit_2511'],
    variants: [
      {
        name: 'qwen_image_edit_plus',
        title: 'Qwen-Image-Edit-2509',
        nameOrPath: 'Qwen/Qwen-Image-Edit-2509',
        uiDefaults: plusDefaults,
        recoveryAdapters: {
          '3 bit with ARA': `uint3|${adapters}/qwen_image_edit_2509_torchao_uint3.safetensors`,
        },
      },
      {
        name: 'qwen_image_edit_plus:2511',
        title: 'Qwen-Image-Edit-2511',
        nameOrPath: 'Qwen/Qwen-Image-Edit-2511',
        uiDefaults: plusDefaults,
        recoveryAdapters: {
          '3 bit with ARA': `uint3|${adapters}/qwen_image_edit_2511_torchao_uint3.safetensors`,
        },
      },
    ],
    repositories: [extrasForFile],
    datasetControls: requiredDatasetControls(3),
    sampleControls: requiredSampleControls,
    divisibilityPx: 32,
    defaults: flowDefaults('weighted'),
    sources: [
      seen('registered name', `${folder}/qwen_image_edit_plus.py:45`),
      seen('prompts cannot be encoded without control', `${folder}/qwen_image_edit_plus.py:178-191`),
      seen('up to three controls when sampling', `${folder}/qwen_image_edit_plus.py:106-120`),
      seen('interface defaults', `${interfaceModels}:475`),
    ],
  },
];
