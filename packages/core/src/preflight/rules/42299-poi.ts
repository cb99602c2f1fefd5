import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'POI_REMOVED',
  severity: 'error',
  title: 'A dataset has `poi`, which the trainer no longer knows.',
  why: 'The trainer stops with "poi is deprecated and is no longer supported".',
  fix: 'Remove `poi`.',
  source: [{ shows: 'the refusal', file: 'toolkit/config_modules.py', lines: '996-998' }],
  check({ job, report }) {
    for (const { block } of job.datasets) {
      const poi = block.get('poi');
      if (poi === undefined || poi === null) continue;
      const at = block.at('poi');
      report({ at, message: '`poi` is no longer supported.', edit: { operation: 'remove', path: [...at] } });
    }
  },
  examples: {
    bad: [
      {
        title: 'a point of interest',
        yaml: exampleJob({ dataset: 'poi: face' }),
        at: ['config.process[0].datasets[0].poi'],
      },
    ],
    good: [{ title: 'none', yaml: exampleJob({ dataset: 'poi: null' }) }],
  },
});
