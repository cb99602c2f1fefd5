import { isTruthy } from '../block.ts';
import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

/** Optimizers that are given `eps` by the trainer; a second one is a TypeError. */
const withOwnEps = /^(dadaptation|prodigy|adamw?8$|adamw?8bit$|ademamix8bit$|adamw?$)/;
/** Optimizers that can swap parameters. */
const swapping = ['adafactor', 'automagic'];

export default defineRule({
  code: 42299,
  name: 'OPTIMIZER_ARGUMENTS',
  severity: 'error',
  title: 'The optimizer is given arguments that it refuses.',
  why: 'The trainer passes `lr`, and to most optimizers `eps`, by itself: a second one is a TypeError. Adafactor takes no rate of its own beside it.',
  fix: 'Take the argument out of `optimizer_params`; the learning rate is `lr` in `train`.',
  source: [
    { shows: 'what is passed to each optimizer', file: 'toolkit/optimizer.py', lines: '13-115' },
    { shows: 'what Adafactor refuses', file: 'toolkit/optimizers/adafactor.py', lines: '112-117' },
    { shows: 'swapping', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2184-2187' },
  ],
  check({ job, report }) {
    const { train } = job;
    const optimizer = (train.has('optimizer') ? (train.text('optimizer') ?? '') : 'adamw').toLowerCase();
    const given = train.child('optimizer_params');
    const doubled = ['lr', ...(withOwnEps.test(optimizer) ? ['eps'] : [])];
    for (const key of doubled.filter((each) => given.has(each))) {
      const at = given.at(key);
      report({
        at,
        onKey: true,
        message: `\`${key}\` stands in \`optimizer_params\`, and ${optimizer} is given one already.`,
        edit: { operation: 'remove', path: [...at] },
      });
    }
    if (optimizer === 'adafactor') {
      for (const key of ['relative_step', 'warmup_init'].filter((each) => isTruthy(given.get(each)))) {
        const at = given.at(key);
        report({
          at,
          message: `\`${key}\` is on, and the trainer always gives Adafactor a learning rate.`,
          fix: 'Turn it off.',
          edit: { operation: 'set', path: [...at], value: false },
        });
      }
    }
    if (train.truthy('do_paramiter_swapping') && !swapping.includes(optimizer)) {
      const at = train.at('do_paramiter_swapping');
      report({
        at,
        message: `\`do_paramiter_swapping\` is on, and ${optimizer} cannot do it.`,
        fix: 'Turn it off, or choose the optimizer adafactor or automagic.',
        edit: { operation: 'set', path: [...at], value: false },
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'a second learning rate',
        yaml: exampleJob({ train: 'optimizer_params:\n  lr: 1e-4\n  weight_decay: 0.01' }),
        at: ['config.process[0].train.optimizer_params.lr'],
      },
      {
        title: 'eps for AdamW',
        yaml: exampleJob({ train: 'optimizer: adamw\noptimizer_params:\n  eps: 1e-8' }),
        at: ['config.process[0].train.optimizer_params.eps'],
      },
      {
        title: 'Adafactor that finds its own rate',
        yaml: exampleJob({ train: 'optimizer: Adafactor\noptimizer_params:\n  relative_step: true' }),
        at: ['config.process[0].train.optimizer_params.relative_step'],
      },
      {
        title: 'swapping with AdamW',
        yaml: exampleJob({ train: 'do_paramiter_swapping: true' }),
        at: ['config.process[0].train.do_paramiter_swapping'],
      },
    ],
    good: [
      { title: 'weight decay', yaml: exampleJob({ train: 'optimizer_params:\n  weight_decay: 0.01' }) },
      {
        title: 'Adafactor as the trainer wants it',
        yaml: exampleJob({
          train: 'optimizer: adafactor\noptimizer_params:\n  relative_step: false\n  scale_parameter: false',
        }),
      },
      {
        title: 'eps for Adagrad, which has none yet',
        yaml: exampleJob({ train: 'optimizer: adagrad\noptimizer_params:\n  eps: 1e-8' }),
      },
      {
        title: 'swapping with Adafactor',
        yaml: exampleJob({ train: 'optimizer: adafactor\ndo_paramiter_swapping: true' }),
      },
    ],
  },
});
