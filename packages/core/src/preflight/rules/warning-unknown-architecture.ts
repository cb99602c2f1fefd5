import { exampleJob } from '../example.ts';
import { nearestArch } from '../models/find-model.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'UNKNOWN_ARCHITECTURE',
  severity: 'warning',
  title: 'The trainer does not know the architecture.',
  why: 'It then loads the model as Stable Diffusion 1.5, which fails for anything else.',
  fix: 'Write the name of an architecture that the trainer knows, such as flux, sdxl, qwen_image, wan21 or ltx2.',
  source: [
    { shows: 'the general class for every other name', file: 'toolkit/util/get_model.py', lines: '44-50' },
  ],
  check({ job, report }) {
    const arch = job.model.text('arch');
    if (job.match !== null || arch === null || arch.trim() === '') return;
    const at = job.model.at('arch');
    const similar = nearestArch(arch);
    report({
      at,
      message: `The trainer knows no architecture "${arch}" and would load the model as Stable Diffusion 1.5.`,
      fix: similar === null ? undefined : `Did you mean "arch: ${similar}"?`,
      edit: similar === null ? undefined : { operation: 'set', path: [...at], value: similar },
    });
  },
  examples: {
    bad: [
      {
        title: 'a misspelt name',
        yaml: exampleJob({ model: 'arch: qwen_imgae' }),
        at: ['config.process[0].model.arch'],
      },
      { title: 'capitals', yaml: exampleJob({ model: 'arch: FLUX' }), at: ['config.process[0].model.arch'] },
    ],
    good: [
      { title: 'a known name', yaml: exampleJob() },
      {
        title: 'a known name with a tag',
        yaml: exampleJob({ model: 'arch: wan21:14b\nname_or_path: Wan-AI/Wan2.1-T2V-14B-Diffusers' }),
      },
    ],
  },
});
