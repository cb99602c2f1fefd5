import { describe, expect, test } from 'vitest';
import { type ExampleParts, exampleDataset, exampleFacts, exampleJob } from '../../src/preflight/example.ts';
import { lint } from '../../src/preflight/lint.ts';
import { valueAt } from '../../src/preflight/path.ts';
import { contractLayout, resolveConfig } from '../../src/preflight/resolve.ts';

// Crashes without a number of their own, at the edges, and numbers in quotes beside the rules that count with them.

const flow = 'noise_scheduler: flowmatch';
const quiet = 'sampler: flowmatch\nneg: ""';
const flux2 = 'arch: flux2\nname_or_path: black-forest-labs/FLUX.2-dev\nquantize: true';
const fluxDev = 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-dev\nquantize: true';
const flex = 'arch: flex1\nname_or_path: ostris/Flex.1-alpha\nquantize: true';
const ltx = 'arch: ltx2\nname_or_path: Lightricks/LTX-2\nquantize: true';
const wan22 = 'arch: wan22_14b\nname_or_path: ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16\nquantize: true';
const zimage = 'arch: zimage:turbo\nname_or_path: Tongyi-MAI/Z-Image-Turbo\nquantize: true';
const clips = 'folder_path: /app/ai-toolkit/datasets/clips';
const facts = exampleFacts({
  datasets: { dogs: exampleDataset(), clips: exampleDataset({ images: 0, videos: 10 }) },
  account: { hfToken: true },
});

/** What is refused, as "42299 NAME", and what is warned of, as "NAME". */
function found(parts: ExampleParts): string[] {
  return lint(exampleJob(parts), facts).findings.map(({ code, name }) =>
    code === null ? name : `${code} ${name}`,
  );
}

const needed = '42299 NUMBER_NEEDED';

describe('a number in quotes is refused for the quotes, and judged as the number it means', () => {
  test.each<[string, ExampleParts, string[]]>([
    [
      'a batch of FLUX.2',
      { model: flux2, train: `${flow}\nbatch_size: "6"`, dataset: 'resolution: 1024', sample: quiet },
      ['42258 FLUX2_OOM_RISK', needed],
    ],
    [
      'a batch of one dataset',
      { model: fluxDev, train: flow, dataset: 'batch_size: "8"', sample: quiet },
      ['42271 FLUX_HIGH_BATCH_OOM_RISK', needed],
    ],
    [
      'frames that are cached',
      {
        model: wan22,
        train: flow,
        dataset: `${clips}\nnum_frames: "41"\ncache_latents_to_disk: true`,
        sample: quiet,
      },
      ['42263 MULTI_FRAME_LATENT_CACHING', needed],
    ],
    [
      'frames of pictures',
      { model: wan22, train: flow, dataset: 'num_frames: "41"', sample: quiet },
      ['42266 IMAGE_DATASET_MULTI_FRAMES', needed],
    ],
    [
      'frames of videos',
      { model: wan22, train: flow, dataset: `${clips}\nnum_frames: "41"`, sample: quiet },
      [needed],
    ],
    [
      'a batch of videos',
      {
        model: ltx,
        train: `${flow}\nbatch_size: "2"`,
        dataset: `${clips}\nnum_frames: 49`,
        sample: quiet,
      },
      ['42268 LTX2_VIDEO_I2V_BATCH_SIZE', needed],
    ],
    [
      'frames and resolution of Wan 2.2',
      { model: wan22, train: flow, dataset: `${clips}\nnum_frames: 81\nresolution: "1024"`, sample: quiet },
      ['42272 WAN_VIDEO_OOM_RISK', '42299 RESOLUTION'],
    ],
    ['no number at all', { train: 'batch_size: eight' }, [needed]],
    ['a rate, which has a rule of its own', { train: 'lr: "1e-4"' }, ['42274 INVALID_LEARNING_RATE']],
    [
      'a share, which the trainer makes a number',
      { dataset: 'caption_dropout_rate: "0.05"' },
      ['WRONG_TYPE'],
    ],
    ['a strength, which the trainer makes a number', { sample: 'network_multiplier: "0.8"' }, []],
  ])('%s', (_, parts, names) => {
    expect(found(parts)).toEqual(names);
  });
});

describe('what ends a run for certain', () => {
  test.each<[string, ExampleParts, string[]]>([
    ['samples every "250" steps', { sample: 'sample_every: "250"' }, [needed]],
    ['a first step of samples that is null', { sample: 'sample_start_step:' }, [needed]],
    ['a height in quotes of one sample', { sample: 'samples:\n  - {prompt: a, height: "64"}' }, [needed]],
    ['how many saves to keep, in quotes', { save: 'max_step_saves_to_keep: "4"' }, [needed]],
    ['an alpha in quotes', { network: 'linear_alpha: "16"' }, [needed]],
    ['a rank of nothing', { network: 'rank: 0' }, [needed]],
    ['an older rank that wins over one in quotes', { network: 'rank: 16\nlinear: "8"' }, ['WRONG_TYPE']],
    ['workers in quotes', { dataset: 'num_workers: "2"' }, [needed]],
    ['a moving average that is false', { train: 'ema_config: false' }, ['42299 TYPE_NEEDED']],
    ['arguments that are a list', { train: 'optimizer_params: [eps]' }, ['42299 TYPE_NEEDED']],
    ['a number as caption extension', { dataset: 'caption_ext: 1' }, ['42299 TYPE_NEEDED']],
    ['a quantization that is a number', { model: 'qtype: 8' }, ['42299 TYPE_NEEDED']],
    [
      'two samples, one a prompt with a colon',
      { sample: 'prompts:\n  - a dog\n  - a cat: asleep' },
      ['42299 SAMPLE_SHAPE'],
    ],
    ['a prompt that is a list', { sample: 'samples:\n  - prompt: [a, b]' }, ['42299 SAMPLE_SHAPE']],
    ['samples that are true', { sample: 'samples: true' }, ['42299 SAMPLE_SHAPE']],
    [
      'the same where nothing is drawn',
      { train: 'disable_sampling: true', sample: 'samples: 5' },
      ['42299 SAMPLE_SHAPE'],
    ],
    [
      'a scheduler with an argument too many',
      { train: 'lr_scheduler: linear\nlr_scheduler_params: {warmup: 10}' },
      ['42299 SCHEDULER_ARGUMENTS'],
    ],
    [
      'two LoRAs at once',
      { model: `${flex}\ninference_lora_path: me/a\nassistant_lora_path: me/b`, train: flow, sample: quiet },
      ['42299 LOADED_LORA_UNSUPPORTED'],
    ],
    [
      'an adapter that is a repository',
      { model: `${zimage}\nassistant_lora_path: me/adapter`, train: flow },
      ['42299 LOADED_LORA_UNSUPPORTED'],
    ],
    [
      'a recovery adapter of another model in its own key',
      {
        model: `${ltx}\naccuracy_recovery_adapter: ostris/accuracy_recovery_adapters/qwen_image_torchao_uint3.safetensors`,
        train: flow,
      },
      ['42299 RECOVERY_ADAPTER'],
    ],
    [
      'cached text with the samples of Kontext',
      {
        model: 'arch: flux_kontext\nname_or_path: black-forest-labs/FLUX.1-Kontext-dev\nquantize: true',
        train: `${flow}\ncache_text_embeddings: true`,
        sample: `${quiet}\nsamples:\n  - {prompt: a, ctrl_img: /app/ai-toolkit/datasets/dogs/1.png}`,
      },
      ['42299 TEXT_CACHING_SAMPLES'],
    ],
  ])('%s', (_, parts, names) => {
    expect(found(parts)).toEqual(names);
  });
});

describe('what has one sensible answer is mended and said', () => {
  const mended = (parts: ExampleParts, ...keys: readonly string[]): unknown => {
    const { config, accepted } = lint(exampleJob(parts), facts);
    expect(accepted).toBe(true);
    const resolved = resolveConfig(config ?? {}, contractLayout).config;
    return valueAt(resolved, ['config', 'process', 0, ...keys]);
  };

  test.each([
    ['left out', 'neg: ""'],
    ['of another kind', 'sampler: euler\nneg: ""'],
  ])('a sampler %s becomes flowmatch for FLUX.1, which draws with nothing else', (_, sample) => {
    const parts = { model: flex, train: flow, sample };
    const yaml = { ...parts, sample: `${sample}\nprompts: [a dog]` };
    const withoutSampler = exampleJob(yaml).replace(/ +sampler: ddpm\n/, '');
    const result = lint(withoutSampler, facts);
    expect(result.findings.map(({ name, path }) => [name, path])).toEqual([
      ['MENDED', 'config.process[0].sample.sampler'],
    ]);
    const resolved = resolveConfig(result.config ?? {}, contractLayout).config;
    expect(valueAt(resolved, ['config', 'process', 0, 'sample', 'sampler'])).toBe('flowmatch');
  });

  test('SDXL keeps its sampler', () => {
    expect(mended({ sample: 'sampler: euler' }, 'sample', 'sampler')).toBe('euler');
  });

  test.each([
    ['controls of a dataset', { dataset: 'controls:' }, ['datasets', 'controls']],
    ['model_kwargs', { model: 'model_kwargs:' }, ['model', 'model_kwargs']],
    ['network_kwargs', { network: 'network_kwargs:' }, ['network', 'network_kwargs']],
    ['lr_scheduler_params', { train: 'lr_scheduler_params:' }, ['train', 'lr_scheduler_params']],
  ])('%s with nothing behind them are left out', (_, parts, [block = '', key = '']) => {
    const value = mended(parts, block);
    const resolved: unknown = Array.isArray(value) ? value[0] : value;
    expect(resolved).not.toHaveProperty(key);
  });

  test('samples that are texts and numbers become prompts, and empty ones go', () => {
    expect(mended({ sample: 'samples: [a dog, 5, null]' }, 'sample', 'samples')).toEqual([
      { prompt: 'a dog' },
      { prompt: '5' },
    ]);
    expect(mended({ sample: 'samples: a dog' }, 'sample', 'samples')).toEqual([{ prompt: 'a dog' }]);
  });
});
