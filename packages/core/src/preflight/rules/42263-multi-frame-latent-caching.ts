import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { alwaysCachedVideoLatents, isAugmented } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan22_14b\nname_or_path: ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16\nquantize: true';
const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });

export default defineRule({
  code: 42263,
  name: 'MULTI_FRAME_LATENT_CACHING',
  severity: 'error',
  title: 'Latents of videos are to be cached on disk.',
  why: 'Trainers before 0.7.19 could not cache the latents of more than one frame.',
  fix: 'Set "cache_latents_to_disk: false", or "num_frames: 1" to train on images.',
  source: [{ shows: 'what is cached for videos', file: 'toolkit/dataloader_mixins.py', lines: '1700-1900' }],
  relaxedIn: '0.7.19',
  check({ job, report }) {
    if (job.match !== null && alwaysCachedVideoLatents(job.match.model)) return;
    for (const { block, readsVideos, numFrames } of job.datasets) {
      if (!readsVideos || !block.truthy('cache_latents_to_disk') || isAugmented(block)) continue;
      const at = block.at('cache_latents_to_disk');
      report({
        at,
        message: `\`cache_latents_to_disk\` is on with ${numFrames > 1 ? `num_frames ${numFrames}` : 'auto_frame_count'}.`,
        edit: { operation: 'set', path: [...at], value: false },
      });
    }
  },
  examples: {
    bad: [
      {
        title: '41 frames, cached',
        yaml: exampleJob({ model, dataset: 'num_frames: 41\ncache_latents_to_disk: true' }),
        facts,
        at: ['config.process[0].datasets[0].cache_latents_to_disk'],
      },
      {
        title: 'as many frames as there are, cached',
        yaml: exampleJob({ model, dataset: 'auto_frame_count: true\ncache_latents_to_disk: true' }),
        facts,
        at: ['config.process[0].datasets[0].cache_latents_to_disk'],
      },
    ],
    good: [
      { title: 'images, cached', yaml: exampleJob({ dataset: 'cache_latents_to_disk: true' }) },
      { title: 'videos, not cached', yaml: exampleJob({ model, dataset: 'num_frames: 41' }), facts },
      {
        title: 'the installation follows its trainer, which can do it',
        yaml: exampleJob({ model, dataset: 'num_frames: 41\ncache_latents_to_disk: true' }),
        facts: { ...facts, installation: { ...facts.installation, ruleOverrides: { '42263': 'off' } } },
      },
      {
        title: 'a model that is younger than the change',
        yaml: exampleJob({
          model: 'arch: ltx2.3\nname_or_path: Lightricks/LTX-2.3/ltx-2.3-22b-dev.safetensors\nquantize: true',
          dataset: 'num_frames: 49\ncache_latents_to_disk: true',
        }),
        facts,
      },
    ],
  },
});
