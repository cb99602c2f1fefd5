import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true';
const flow = 'noise_scheduler: flowmatch';

export default defineRule({
  code: null,
  name: 'NOISE_SCHEDULER',
  severity: 'warning',
  title: 'A flow-matching model is trained with another noise scheduler.',
  why: 'The timesteps are then chosen as for diffusion models, which teaches a flow-matching model badly.',
  fix: 'Set "noise_scheduler: flowmatch" in `train`.',
  source: [
    { shows: 'the default ddpm', file: 'toolkit/config_modules.py', lines: '377' },
    { shows: 'timesteps depend on the name', file: 'jobs/process/BaseSDTrainProcess.py', lines: '1186-1230' },
  ],
  check({ job, report }) {
    if (job.match?.model.defaults.noiseScheduler !== 'flowmatch') return;
    const scheduler = job.train.has('noise_scheduler') ? job.train.get('noise_scheduler') : 'ddpm';
    if (scheduler === 'flowmatch' || scheduler === 'mean_flow') return;
    const at = job.train.at('noise_scheduler');
    report({
      at,
      message: `\`noise_scheduler\` is ${String(scheduler)}${job.train.has('noise_scheduler') ? '' : ' by default'}; ${job.match.model.title} needs flowmatch.`,
      edit: job.train.exists ? { operation: 'set', path: [...at], value: 'flowmatch' } : undefined,
    });
  },
  examples: {
    bad: [
      {
        title: 'Qwen-Image with ddpm',
        yaml: exampleJob({ model }),
        at: ['config.process[0].train.noise_scheduler'],
      },
    ],
    good: [
      { title: 'Qwen-Image with flowmatch', yaml: exampleJob({ model, train: flow }) },
      { title: 'SDXL with ddpm', yaml: exampleJob() },
    ],
  },
});
