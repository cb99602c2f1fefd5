import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'DEFAULT_ALPHA',
  severity: 'warning',
  title: 'A network of large rank has the default alpha of 1.',
  why: 'The strength of what is learnt is alpha / rank: with alpha 1 and rank 32 it is one thirty-second, and the LoRA hardly shows.',
  fix: 'Set `linear_alpha` to the same value as `linear`.',
  source: [{ shows: 'the default', file: 'toolkit/config_modules.py', lines: '184-185' }],
  check({ job, report }) {
    const { network } = job;
    const rank = network.number('rank', network.number('linear', 4) ?? 4) ?? 4;
    const fullRank = network.text('type')?.toLowerCase() === 'lokr' && network.truthy('lokr_full_rank', true);
    if (!network.exists || rank < 8 || fullRank || network.has('linear_alpha') || network.has('alpha'))
      return;
    const at = network.at('linear_alpha');
    report({
      at,
      message: `\`linear_alpha\` is 1 by default, and the rank is ${rank}.`,
      fix: `Add "linear_alpha: ${rank}".`,
      edit: { operation: 'set', path: [...at], value: rank },
    });
  },
  examples: {
    bad: [
      {
        title: 'rank 32',
        yaml: exampleJob({ network: null, process: 'network: {type: lora, linear: 32}' }),
        at: ['config.process[0].network.linear_alpha'],
      },
    ],
    good: [
      { title: "an alpha of one's own", yaml: exampleJob({ network: 'linear: 32\nlinear_alpha: 1' }) },
      {
        title: 'full rank',
        yaml: exampleJob({ network: null, process: 'network: {type: lokr, linear: 32}' }),
      },
    ],
  },
});
