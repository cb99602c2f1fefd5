import { describe, expect, test } from 'vitest';
import { namedModels } from './models/catalogue.ts';
import { findModel } from './models/find-model.ts';
import { wrongWeights } from './wrong-weights.ts';

function judge(arch: string, path: string) {
  const match = findModel(arch, {}, path);
  if (match === null) throw new Error(`no model ${arch}`);
  return wrongWeights(match.model, path);
}

test.each(namedModels.map(({ variant }) => [variant.name, variant.nameOrPath]))(
  '%s fits %s',
  (name, path) => {
    expect(judge(name, path)).toBeNull();
  },
);

describe('weights that may fit', () => {
  test.each([
    ['flux', 'black-forest-labs/FLUX.1-schnell'],
    ['flux', 'black-forest-labs/FLUX.1-Krea-dev'],
    ['flux', 'black-forest-labs/FLUX.1-Kontext-dev'],
    ['flux', 'ostris/Flex.1-alpha'],
    ['flex2', 'ostris/Flex.1-alpha'],
    ['chroma', 'black-forest-labs/FLUX.1-dev'],
    ['chroma', 'lodestones/Chroma1-HD'],
    ['qwen_image', 'Qwen/Qwen-Image-Edit-2511'],
    ['qwen_image_edit_plus', 'Qwen/Qwen-Image-Edit'],
    ['zimage', 'Tongyi-MAI/Z-Image-Turbo'],
    ['wan21', 'Wan-AI/Wan2.2-T2V-A14B-Diffusers'],
    ['wan22_14b', 'Wan-AI/Wan2.2-T2V-A14B-Diffusers'],
    ['wan22_14b_i2v', 'Wan-AI/Wan2.2-I2V-A14B-Diffusers'],
    ['wan', 'Wan-AI/Wan2.1-I2V-14B-720P-Diffusers'],
    ['wan', 'Wan-AI/Wan2.2-TI2V-5B-Diffusers'],
    ['wan21', 'Wan-AI/Wan2.1-VACE-14B-diffusers'],
    ['wan21', 'somebody/wan-i2v-merge'],
    ['wan21', '/models/Wan2.1-I2V-14B'],
    ['flux2', 'somebody/FLUX.2-dev'],
    ['sd1', 'stabilityai/stable-diffusion-2-1'],
    ['sdxl', 'stabilityai/sdxl-turbo'],
    ['sdxl', './flux.safetensors'],
    ['hidream', 'HiDream-ai/HiDream-I1-Dev'],
    ['ltx2', 'Lightricks/LTX-2.3'],
  ])('%s and %s', (arch, path) => {
    expect(judge(arch, path)).toBeNull();
  });
});

describe('weights of another model', () => {
  test.each([
    ['sdxl', 'black-forest-labs/FLUX.1-dev', 'stabilityai/stable-diffusion-xl-base-1.0'],
    ['flux', 'https://huggingface.co/black-forest-labs/FLUX.2-dev', 'black-forest-labs/FLUX.1-dev'],
    ['flux', 'Qwen/Qwen-Image', 'black-forest-labs/FLUX.1-dev'],
    ['krea2', 'black-forest-labs/FLUX.1-Krea-dev', 'krea/Krea-2-Raw'],
    ['zimage:turbo', 'stabilityai/stable-diffusion-xl-base-1.0', 'Tongyi-MAI/Z-Image'],
    ['wan21', 'Lightricks/LTX-2', 'Wan-AI/Wan2.1-T2V-1.3B-Diffusers'],
    ['wan21', 'Wan-AI/Wan2.1-T2V-14B', 'Wan-AI/Wan2.1-T2V-14B-Diffusers'],
    ['wan22_14b', 'wan-ai/wan2.2-t2v-a14b', 'wan-ai/wan2.2-t2v-a14b-Diffusers'],
    ['wan21', 'Wan-AI/Wan2.1-I2V-14B-480P-Diffusers', 'Wan-AI/Wan2.1-T2V-1.3B-Diffusers'],
    ['wan22_14b', 'ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16', 'ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16'],
    ['wan22_14b_i2v', 'Wan-AI/Wan2.2-T2V-A14B-Diffusers', 'ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16'],
    ['wan21', 'Wan-AI/Wan2.2-TI2V-5B-Diffusers', 'Wan-AI/Wan2.1-T2V-1.3B-Diffusers'],
    ['flux2', 'black-forest-labs/FLUX.2-klein-base-9B', 'black-forest-labs/FLUX.2-dev'],
    ['flux2_klein_9b', 'black-forest-labs/FLUX.2-klein-9B', 'black-forest-labs/FLUX.2-klein-base-9B'],
    ['sd3', 'stabilityai/stable-diffusion-xl-base-1.0', 'stabilityai/stable-diffusion-3.5-large'],
    ['sdxl', 'stabilityai/stable-diffusion-3.5-large', 'stabilityai/stable-diffusion-xl-base-1.0'],
  ])('%s and %s: %s instead', (arch, path, instead) => {
    expect(judge(arch, path)?.instead).toBe(instead);
  });
});
