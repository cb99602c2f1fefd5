import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { Facts } from '../facts.ts';
import type { DatasetView } from '../job-view.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { cachesLatents, hasOwnControls } from '../model-groups.ts';
import type { LatentCaching } from '../models/model.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan22_14b_i2v\nname_or_path: ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16\nquantize: true';
const videos = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });

export default defineRule({
  code: 42299,
  name: 'LATENT_CACHING_UNSUPPORTED',
  severity: 'error',
  title: 'Latents are cached, and the model needs the pictures themselves.',
  why: 'The first step reads pictures that are not loaded when latents are cached: "NoneType object has no attribute shape".',
  fix: 'Turn `cache_latents` and `cache_latents_to_disk` off for this dataset.',
  source: [
    {
      shows: 'Wan 2.2 image-to-video reads the first frame',
      file: 'extensions_built_in/diffusion_models/wan22/wan22_14b_i2v_model.py',
      lines: '115-130',
    },
    { shows: 'Wan 2.1 likewise', file: 'toolkit/models/wan21/wan21_i2v.py', lines: '485-500' },
    {
      shows: 'cached items have no tensor',
      file: 'toolkit/data_transfer_object/data_loader.py',
      lines: '275-284',
    },
  ],
  check({ job, facts, report }) {
    const caching = job.match?.model.latentCaching;
    if (caching === undefined || caching === 'always') return;
    for (const dataset of job.datasets) {
      if (!cachesLatents(dataset.block) || !failsWith(caching, dataset, facts)) continue;
      const key = dataset.block.truthy('cache_latents_to_disk') ? 'cache_latents_to_disk' : 'cache_latents';
      const at = dataset.block.at(key);
      report({
        at,
        message: `\`${key}\` is on, and ${job.match?.model.title} cannot train on cached latents${reasons[caching]}.`,
        edit: { operation: 'set', path: [...at], value: false },
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'Wan image-to-video, cached in memory',
        yaml: exampleJob({ model, sample: null, dataset: 'num_frames: 41\ncache_latents: true' }),
        facts: videos,
        at: ['config.process[0].datasets[0].cache_latents'],
      },
      {
        title: 'images for Wan 2.2 5B with `do_i2v`',
        yaml: exampleJob({
          model: 'arch: wan22_5b\nname_or_path: Wan-AI/Wan2.2-TI2V-5B-Diffusers',
          dataset: 'do_i2v: true\ncache_latents_to_disk: true',
        }),
        at: ['config.process[0].datasets[0].cache_latents_to_disk'],
      },
    ],
    good: [
      {
        title: 'not cached',
        yaml: exampleJob({ model, sample: null, dataset: 'num_frames: 41' }),
        facts: videos,
      },
      {
        title: 'a text-to-video model',
        yaml: exampleJob({
          model: 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers',
          dataset: 'cache_latents: true',
        }),
      },
    ],
  },
});

const reasons: Readonly<Record<LatentCaching, string>> = {
  always: '',
  never: '',
  not_images_with_do_i2v: ' of single images with `do_i2v`',
  not_with_controls: ' of images with control images',
};

function failsWith(caching: LatentCaching, dataset: DatasetView, facts: Facts): boolean {
  switch (caching) {
    case 'never':
      return true;
    case 'not_images_with_do_i2v': {
      if (!dataset.block.truthy('do_i2v')) return false;
      const images = datasetFactsOf(dataset, facts)?.facts.images;
      return images === undefined ? !dataset.readsVideos : images > 0;
    }
    case 'not_with_controls':
      return dataset.controls.length > 0 || hasOwnControls(dataset);
    case 'always':
      return false;
  }
}
