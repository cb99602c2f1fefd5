import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';
import { showValue } from '../value-types.ts';

export default defineRule({
  code: 42299,
  name: 'NETWORK_TYPE',
  severity: 'error',
  title: 'The kind of network is no text, or LoRM without its settings.',
  why: 'The trainer compares the kind as a text while it reads the config, and LoRM is made from the block `lorm`.',
  fix: 'Write "type: lora".',
  source: [
    { shows: 'LoRM asks for its block', file: 'toolkit/config_modules.py', lines: '196-206' },
    { shows: 'the kind is compared', file: 'toolkit/config_modules.py', lines: '208-213' },
  ],
  check({ job, report }) {
    const { network } = job;
    if (!network.has('type')) return;
    const type = network.get('type');
    const at = network.at('type');
    // Only with `lokr_full_rank`, which is on by default, is it compared that early; later it always is.
    if (typeof type !== 'string') {
      report({
        at,
        message: `The \`type\` of \`network\` is ${showValue(type)}; it must be a text.`,
        edit: { operation: 'set', path: [...at], value: 'lora' },
      });
    } else if (type === 'lorm' && !network.child('lorm').exists) {
      report({
        at,
        message: 'The `type` of `network` is lorm, and there is no block `lorm` in it.',
        fix: 'Add `lorm` below `network`, or write "type: lora".',
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'an empty kind',
        yaml: exampleJob({ network: 'type:\nlinear: 16\nlinear_alpha: 16' }),
        at: ['config.process[0].network.type'],
      },
      {
        title: 'LoRM alone',
        yaml: exampleJob({ network: 'type: lorm' }),
        at: ['config.process[0].network.type'],
      },
    ],
    good: [
      { title: 'a LoRA', yaml: exampleJob() },
      {
        title: 'LoRM with its block',
        yaml: exampleJob({ network: 'type: lorm\nlorm:\n  extract_mode: ratio' }),
      },
      { title: 'no kind, which means LoRA', yaml: exampleJob({ network: 'type: lora\nlinear: 16' }) },
    ],
  },
});
