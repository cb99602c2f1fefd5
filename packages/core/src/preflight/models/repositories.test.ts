import { describe, expect, test } from 'vitest';
import { findModel } from './find-model.ts';
import { loadedRepositories } from './loaded-repositories.ts';
import { gateOf, isFluxDev, repositoryOf } from './repositories.ts';

describe('repositoryOf', () => {
  test.each([
    ['black-forest-labs/FLUX.1-dev', 'black-forest-labs/FLUX.1-dev'],
    ['  black-forest-labs/FLUX.1-dev ', 'black-forest-labs/FLUX.1-dev'],
    ['Lightricks/LTX-2.3/ltx-2.3-22b-dev.safetensors', 'Lightricks/LTX-2.3'],
    ['https://huggingface.co/black-forest-labs/FLUX.1-dev', 'black-forest-labs/FLUX.1-dev'],
    ['https://huggingface.co/black-forest-labs/FLUX.1-dev/tree/main?x=1', 'black-forest-labs/FLUX.1-dev'],
    ['uint3|ostris/accuracy_recovery_adapters/a.safetensors', 'ostris/accuracy_recovery_adapters'],
    ['/app/models/black-forest-labs/FLUX.1-dev', null],
    ['./black-forest-labs/FLUX.1-dev', null],
    ['~/FLUX.1-dev/x', null],
    ['C:\\models\\flux', null],
    ['C:/models/flux', null],
    ['https://civitai.com/models/1', null],
    ['flux.safetensors', null],
    ['', null],
    ['a b/c', null],
  ])('"%s" names %s', (value, repository) => {
    expect(repositoryOf(value)).toBe(repository);
  });
});

describe('gateOf', () => {
  test.each([
    ['black-forest-labs/FLUX.1-dev', 'flux'],
    ['Black-Forest-Labs/flux.1-DEV', 'flux'],
    ['black-forest-labs/FLUX.1-schnell', 'flux'],
    ['black-forest-labs/FLUX.1-Kontext-dev', 'flux'],
    ['black-forest-labs/FLUX.2-dev/flux2-dev.safetensors', 'flux'],
    ['black-forest-labs/FLUX.2-klein-base-9B', 'flux'],
    ['black-forest-labs/FLUX.2-klein-9b-fp8', 'flux'],
    ['black-forest-labs/FLUX.1-dev-onnx', 'other'],
    ['black-forest-labs/FLUX.2-klein-base-4B', 'open'],
    ['ostris/Flex.1-alpha', 'open'],
    ['lodestones/Chroma1-Base', 'open'],
    ['somebody/FLUX.1-dev', 'open'],
    ['/cache/black-forest-labs/FLUX.1-dev', 'open'],
    ['krea/Krea-2-Raw', 'other'],
    ['Lightricks/LTX-2.5', 'other'],
    ['Lightricks/LTX-2', 'open'],
    ['ideogram-ai/ideogram-4-fp8', 'other'],
    ['stabilityai/stable-diffusion-3.5-large', 'other'],
  ])('%s is %s', (value, gate) => {
    expect(gateOf(value)).toBe(gate);
  });

  test('only FLUX.1-dev itself is FLUX.1-dev', () => {
    expect(isFluxDev('https://huggingface.co/black-forest-labs/FLUX.1-dev')).toBe(true);
    expect(isFluxDev('black-forest-labs/FLUX.1-Kontext-dev')).toBe(false);
    expect(isFluxDev('/models/FLUX.1-dev')).toBe(false);
  });
});

describe('loadedRepositories', () => {
  const load = (arch: string, block: Record<string, unknown>) =>
    loadedRepositories(findModel(arch)?.model ?? null, block).map(({ repository, key }) => [repository, key]);

  test('what the config names and what the architecture pulls in', () => {
    expect(load('flux2_klein_9b', { name_or_path: 'black-forest-labs/FLUX.2-klein-base-9B' })).toEqual([
      ['black-forest-labs/FLUX.2-klein-base-9B', 'name_or_path'],
      ['Qwen/Qwen3-8B', null],
      ['ai-toolkit/flux2_vae', null],
    ]);
  });

  test('a default gives way to the key that replaces it', () => {
    expect(
      load('krea2', {
        name_or_path: '/models/krea2',
        model_kwargs: { vae_path: 'me/vae', text_encoder_path: '' },
      }),
    ).toEqual([
      ['me/vae', 'model_kwargs.vae_path'],
      ['Qwen/Qwen3-VL-4B-Instruct', null],
    ]);
  });

  test('some defaults are for single files only', () => {
    expect(load('qwen_image', { name_or_path: 'Qwen/Qwen-Image-2512' })).toEqual([
      ['Qwen/Qwen-Image-2512', 'name_or_path'],
    ]);
    expect(load('qwen_image', { name_or_path: '/models/qwen.safetensors' })).toEqual([
      ['Qwen/Qwen-Image', null],
    ]);
    expect(
      load('qwen_image', { name_or_path: '/models/qwen.safetensors', extras_name_or_path: '/models/extras' }),
    ).toEqual([]);
  });

  test('an adapter in the quantization type counts, the type alone does not', () => {
    expect(
      load('flux', { name_or_path: '/m', qtype: 'uint3|ostris/accuracy_recovery_adapters/x.safetensors' }),
    ).toEqual([['ostris/accuracy_recovery_adapters', 'qtype']]);
    expect(
      load('flux', { name_or_path: '/m', qtype: 'qfloat8', vae_path: null, te_name_or_path: 7 }),
    ).toEqual([]);
  });

  test('an unknown model has what its config names', () => {
    expect(loadedRepositories(null, { name_or_path: 'black-forest-labs/FLUX.1-dev' })).toEqual([
      { repository: 'black-forest-labs/FLUX.1-dev', role: 'model', key: 'name_or_path' },
    ]);
  });
});
