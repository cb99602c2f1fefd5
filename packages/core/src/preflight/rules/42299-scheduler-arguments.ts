import { exampleJob } from '../example.ts';
import { nearest } from '../nearest.ts';
import { defineRule } from '../rule.ts';

/** What each scheduler takes; the trainer itself always adds `total_iters`. */
const argumentsOf: Readonly<Record<string, readonly string[]>> = {
  constant: ['factor', 'total_iters', 'last_epoch', 'verbose'],
  linear: ['start_factor', 'end_factor', 'total_iters', 'last_epoch', 'verbose'],
  cosine: ['T_max', 'eta_min', 'total_iters', 'last_epoch', 'verbose'],
  cosine_with_restarts: ['T_0', 'T_mult', 'eta_min', 'total_iters', 'last_epoch', 'verbose'],
  constant_with_warmup: ['num_warmup_steps', 'total_iters', 'last_epoch'],
};
/** Names that the trainer accepts and then calls with `total_iters`, which they do not take. */
const broken = ['step', 'polynomial', 'piecewise_constant'];

export default defineRule({
  code: 42299,
  name: 'SCHEDULER_ARGUMENTS',
  severity: 'error',
  title: 'The learning rate scheduler is given arguments that it does not take.',
  why: 'The trainer passes `lr_scheduler_params` on as they are, and `total_iters` with them: an argument too many is a TypeError before the first step.',
  fix: 'Take the argument out of `lr_scheduler_params`.',
  source: [
    { shows: 'how schedulers are called', file: 'toolkit/scheduler.py', lines: '6-57' },
    { shows: '`total_iters` is added', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2231-2241' },
  ],
  check({ job, report }) {
    const { train } = job;
    const name = train.has('lr_scheduler') ? train.get('lr_scheduler') : 'constant';
    if (typeof name !== 'string') return;
    if (broken.includes(name)) {
      report({
        at: train.at('lr_scheduler'),
        message: `\`lr_scheduler\` is ${name}, which the trainer cannot call: it always adds \`total_iters\`.`,
        fix: 'Use constant, linear, cosine, cosine_with_restarts or constant_with_warmup.',
      });
      return;
    }
    const known = Object.hasOwn(argumentsOf, name) ? argumentsOf[name] : undefined;
    if (known === undefined) return;
    const given = train.child('lr_scheduler_params');
    for (const key of given.keys.filter((each) => !known.includes(each))) {
      const meant = nearest(key, known);
      const at = given.at(key);
      report({
        at,
        onKey: true,
        message: `\`${key}\` stands in \`lr_scheduler_params\`, and ${name} does not take it.`,
        fix: meant === null || given.has(meant) ? undefined : `Did you mean \`${meant}\`?`,
        edit:
          meant === null || given.has(meant)
            ? { operation: 'remove', path: [...at] }
            : { operation: 'rename', path: [...at], key: meant },
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'warmup for a scheduler that has none',
        yaml: exampleJob({ train: 'lr_scheduler: cosine\nlr_scheduler_params:\n  num_warmup_steps: 100' }),
        at: ['config.process[0].train.lr_scheduler_params.num_warmup_steps'],
      },
      {
        title: 'another name for warmup',
        yaml: exampleJob({
          train: 'lr_scheduler: constant_with_warmup\nlr_scheduler_params:\n  warmup_steps: 100',
        }),
        at: ['config.process[0].train.lr_scheduler_params.warmup_steps'],
      },
      {
        title: 'a scheduler that the trainer cannot call',
        yaml: exampleJob({ train: 'lr_scheduler: polynomial' }),
        at: ['config.process[0].train.lr_scheduler'],
      },
    ],
    good: [
      {
        title: 'warmup',
        yaml: exampleJob({
          train: 'lr_scheduler: constant_with_warmup\nlr_scheduler_params:\n  num_warmup_steps: 100',
        }),
      },
      {
        title: 'a lowest rate',
        yaml: exampleJob({ train: 'lr_scheduler: cosine\nlr_scheduler_params:\n  eta_min: 1e-6' }),
      },
      { title: 'none', yaml: exampleJob() },
    ],
  },
});
