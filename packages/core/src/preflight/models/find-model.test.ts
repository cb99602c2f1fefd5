import { describe, expect, test } from 'vitest';
import { findModel, nearestArch } from './find-model.ts';

describe('findModel', () => {
  test.each([
    // written, architecture, variant, how, does the trainer load it too
    ['flux', 'flux', 'flux', 'arch', true],
    ['flex1', 'flux', 'flex1', 'arch', true],
    ['sd15', 'sd1', 'sd15', 'arch', true],
    ['sd1', 'sd1', 'sd15', 'arch', true],
    ['sdxl', 'sdxl', 'sdxl', 'arch', true],
    ['wan21:14b', 'wan21', 'wan21:14b', 'arch', true],
    ['wan21:anything', 'wan21', null, 'arch', true],
    ['wan22_14b', 'wan22_14b', 'wan22_14b:t2v', 'arch', true],
    ['wan22_14b_i2v:x:y', 'wan22_14b_i2v', 'wan22_14b_i2v', 'arch', true],
    ['zimage:turbo', 'zimage', 'zimage:turbo', 'arch', true],
    ['krea2:o_edit', 'krea2', 'krea2:o_edit', 'arch', true],
    ['qwen_image_edit_plus:2511', 'qwen_image_edit_plus', 'qwen_image_edit_plus:2511', 'arch', true],
    ['ltx2.3', 'ltx2.3', 'ltx2.3', 'arch', true],
    ['f-lite', 'f-lite', null, 'arch', true],
    ['wan', 'wan21', null, 'alias', false],
    ['wan22_14b:i2v', 'wan22_14b_i2v', 'wan22_14b_i2v', 'alias', false],
    ['wan21:i2v', 'wan21_i2v', null, 'alias', false],
    ['z_image', 'zimage', null, 'alias', false],
    ['z_image:turbo', 'zimage', null, 'alias', false],
    ['wan22:t2v', 'wan22_14b', 'wan22_14b:t2v', 'alias', false],
    ['wan:i2v', 'wan21_i2v', null, 'alias', false],
    ['sd1.5', 'sd1', 'sd15', 'alias', false],
  ])('"%s" is %s', (written, arch, variant, by, asWritten) => {
    const found = findModel(written);
    expect(found?.model.arch).toBe(arch);
    expect(found?.variant?.name ?? null).toBe(variant);
    expect(found?.by).toBe(by);
    expect(found?.asWritten).toBe(asWritten);
    expect(found?.trainerArch).toBe(asWritten ? written : arch);
  });

  test.each(['Flux', 'flux1-dev', ' flux', 'qwen_imgae', ':flux', 'example', 'flux2:', 'sd15x'])(
    '"%s" is looked up exactly as the trainer would',
    (written) => {
      const found = findModel(written);
      expect(found?.model.arch ?? null).toBe(written === 'flux2:' ? 'flux2' : null);
    },
  );

  test.each([
    [{ is_flux: true }, 'flux'],
    [{ is_v3: true }, 'sd3'],
    [{ is_xl: 1 }, 'sdxl'],
    [{ is_v2: false, is_lumina2: 'yes' }, 'lumina2'],
    [{ is_pixart: true, is_pixart_sigma: true }, 'pixart'],
    [{ is_pixart_sigma: true }, 'pixart_sigma'],
    [{ is_flux: true, is_v2: true }, 'sd2'],
    [{ is_ssd: true, is_vega: true }, 'vega'],
  ])('without a name the flags %j mean %s', (flags, arch) => {
    for (const missing of [null, undefined, '']) {
      const found = findModel(missing, flags);
      expect(found?.model.arch).toBe(arch);
      expect(found?.by).toBe('flag');
    }
  });

  test.each([
    [{}],
    [{ is_flux: false }],
    [{ is_flux: 0 }],
    [{ is_flux: '' }],
    [{ is_flux: null }],
    [{ is_flx: true }],
  ])('without a name the flags %j mean nothing', (flags) => {
    expect(findModel(null, flags)).toBeNull();
  });

  test('a name counts more than a flag', () => {
    expect(findModel('sdxl', { is_flux: true })?.model.arch).toBe('sdxl');
  });

  test.each([
    ['wan', 'Wan-AI/Wan2.1-T2V-14B-Diffusers', 'wan21'],
    ['wan', 'Wan-AI/Wan2.1-I2V-14B-480P-Diffusers', 'wan21_i2v'],
    ['wan', 'ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16', 'wan22_14b'],
    ['wan', 'ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16', 'wan22_14b_i2v'],
    ['wan', 'Wan-AI/Wan2.2-TI2V-5B-Diffusers', 'wan22_5b'],
    ['wan22', '/models/wan-i2v', 'wan22_14b_i2v'],
    ['wan22', null, 'wan22_14b'],
  ])('"%s" with %s is %s', (written, nameOrPath, arch) => {
    const found = findModel(written, {}, nameOrPath);
    expect(found?.model.arch).toBe(arch);
    expect(found?.trainerArch).toBe(arch);
  });

  test('the repository tells variants of one architecture apart', () => {
    expect(findModel('flux', {}, 'ostris/Flex.1-alpha')?.variant?.name).toBe('flex1');
    expect(findModel('wan21', {}, 'wan-ai/wan2.1-t2v-1.3b-diffusers')?.variant?.name).toBe('wan21:1b');
    expect(findModel('krea2:o_edit', {}, 'krea/Krea-2-Raw')?.variant?.name).toBe('krea2:o_edit');
    expect(findModel('flux', {}, '/models/mine')?.variant?.name).toBe('flux');
  });
});

describe('nearestArch', () => {
  test.each([
    ['qwen_imgae', 'qwen_image'],
    ['Flux', 'flux'],
    ['qwen-image-edit', 'qwen_image_edit'],
    ['wan22_14b_i2', 'wan22_14b_i2v'],
    ['zimage:turboo', 'zimage:turbo'],
    ['ltx2.4', 'ltx2.3'],
    ['z_imag', 'zimage'],
    ['kontex', 'flux_kontext'],
  ])('for "%s" it suggests "%s"', (written, suggestion) => {
    expect(nearestArch(written)).toBe(suggestion);
  });

  test('nothing is suggested for a name unlike all others', () => {
    expect(nearestArch('stable-cascade')).toBeNull();
  });
});
