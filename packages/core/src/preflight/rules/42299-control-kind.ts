import { exampleJob } from '../example.ts';
import { generatedControls } from '../keys/dataset-controls.ts';
import { nearest } from '../nearest.ts';
import type { ConfigPath } from '../path.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'CONTROL_KIND',
  severity: 'error',
  title: '`controls` asks for control images of a kind that the trainer cannot make.',
  why: 'At the first image it stops with "unknown control type".',
  fix: `Write some of: ${generatedControls.join(', ')}.`,
  source: [{ shows: 'the kinds, and the refusal', file: 'toolkit/control_generator.py', lines: '166-237' }],
  check({ job, report }) {
    for (const { block } of job.datasets) {
      for (const [at, kind] of itemsOf(block.get('controls'), block.at('controls'))) {
        // Blank ones are left out; what is no text is told elsewhere.
        if (kind.trim() === '' || generatedControls.includes(kind)) continue;
        const similar = nearest(kind, generatedControls);
        report({
          at,
          message: `\`controls\` has "${kind}", which the trainer cannot make.`,
          fix: similar === null ? undefined : `Did you mean "${similar}"?`,
          edit: similar === null ? undefined : { operation: 'set', path: [...at], value: similar },
        });
      }
    }
  },
  examples: {
    bad: [
      {
        title: 'a kind that it does not know',
        yaml: exampleJob({ dataset: 'controls: [depth, canny]' }),
        at: ['config.process[0].datasets[0].controls[1]'],
      },
      {
        title: 'one alone, misspelt',
        yaml: exampleJob({ dataset: 'controls: Depth' }),
        at: ['config.process[0].datasets[0].controls'],
      },
    ],
    good: [{ title: 'kinds that it knows', yaml: exampleJob({ dataset: 'controls: [depth, line, ""]' }) }],
  },
});

function itemsOf(value: unknown, at: ConfigPath): (readonly [ConfigPath, string])[] {
  if (typeof value === 'string') return [[at, value]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) => (typeof item === 'string' ? [[[...at, index], item]] : []));
}
