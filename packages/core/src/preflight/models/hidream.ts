import type { ModelArch } from './model.ts';
import {
  diffusionModels,
  editModel,
  flowDefaults,
  imageModel,
  interfaceModels,
  known,
  noConvolutions,
  optionalDatasetControls,
  pulls,
  pullsForFile,
  quantized,
  requiredSampleControl,
  seen,
  timesteps,
} from './terms.ts';

const folder = `${diffusionModels}/hidream`;
const llama = pulls('text_encoder', 'unsloth/Meta-Llama-3.1-8B-Instruct', 'model_kwargs.llama_model_path');
const skipExperts = { 'network.network_kwargs.ignore_if_contains': ['ff_i.experts', 'ff_i.gate'] };

/** The HiDream models. */
export const hidreamModels: readonly ModelArch[] = [
  {
    ...imageModel,
    arch: 'hidream',
    title: 'HiDream I1',
    family: 'HiDream',
    size: known(17),
    aliases: ['hidream_i1'],
    variants: [
      {
        name: 'hidream',
        title: 'HiDream',
        nameOrPath: 'HiDream-ai/HiDream-I1-Full',
        uiDefaults: { ...quantized, ...timesteps('shift'), ...skipExperts, 'train.lr': 0.0002 },
        recoveryAdapters: {
          '3 bit with ARA':
            'uint3|ostris/accuracy_recovery_adapters/hidream_i1_full_torchao_uint3.safetensors',
        },
      },
    ],
    repositories: [llama],
    divisibilityPx: 16,
    defaults: flowDefaults('shift'),
    sources: [
      seen('registered name', `${folder}/hidream_model.py:54`),
      seen('fourth text encoder', `${folder}/hidream_model.py:48-106`),
      seen('sides in steps of 16', `${folder}/hidream_model.py:84-85`),
      seen('interface defaults', `${interfaceModels}:543`),
    ],
  },
  {
    ...editModel,
    arch: 'hidream_e1',
    title: 'HiDream E1',
    family: 'HiDream',
    size: known(17),
    variants: [
      {
        name: 'hidream_e1',
        title: 'HiDream E1',
        nameOrPath: 'HiDream-ai/HiDream-E1-1',
        uiDefaults: { ...quantized, ...timesteps('weighted'), ...skipExperts },
      },
    ],
    repositories: [llama],
    datasetControls: optionalDatasetControls(1),
    sampleControls: requiredSampleControl,
    divisibilityPx: 16,
    defaults: flowDefaults('weighted'),
    sources: [
      seen('registered name', `${folder}/hidream_e1_model.py:21`),
      seen('a sample without ctrl_img is refused', `${folder}/hidream_e1_model.py:58-61`),
      seen('training without control goes on', `${folder}/hidream_e1_model.py:117-118`),
      seen('interface defaults', `${interfaceModels}:564`),
    ],
  },
  {
    ...imageModel,
    arch: 'hidream_o1',
    title: 'HiDream O1',
    family: 'HiDream',
    size: known(8),
    variants: [
      {
        name: 'hidream_o1',
        title: 'HiDream-O1',
        nameOrPath: 'HiDream-ai/HiDream-O1-Image',
        uiDefaults: {
          ...noConvolutions,
          ...timesteps('linear'),
          'model.quantize': true,
          'model.model_kwargs': { noise_scale_inference: 8, noise_scale: 8 },
          'train.max_loss': 1,
          'network.network_kwargs.ignore_if_contains': ['lm_head', 'patch_embed', 'visual'],
          'network.transformer_only': false,
          'sample.width': 2048,
          'sample.height': 2048,
        },
      },
    ],
    repositories: [pullsForFile('tokenizer', 'HiDream-ai/HiDream-O1-Image', 'extras_name_or_path')],
    divisibilityPx: 32,
    defaults: flowDefaults('linear', { sampleWidth: 2048, sampleHeight: 2048 }),
    sources: [
      seen('registered name', `${folder}/hidream_o1_model.py:116`),
      seen('processor for a single file', `${folder}/hidream_o1_model.py:158-171`),
      seen('sides in steps of 32', `${folder}/hidream_o1_model.py:152-153`),
      seen('interface defaults', `${interfaceModels}:1383`),
    ],
  },
];
