import { exampleJob } from '../example.ts';
import type { Edit } from '../finding.ts';
import { type ConfigPath, valueAt } from '../path.ts';
import { defineRule } from '../rule.ts';
import { isTokenKey } from '../secrets.ts';

export default defineRule({
  code: null,
  name: 'UNKNOWN_KEY',
  severity: 'warning',
  title: 'The trainer does not know a key and ignores it.',
  why: 'A key that is misspelt or in the wrong block has no effect, and nobody says so while training.',
  fix: 'Remove it, or write it as the trainer knows it.',
  source: [
    {
      shows: 'blocks take any key and read those they know',
      file: 'toolkit/config_modules.py',
      lines: '23-25',
    },
  ],
  check({ job, report }) {
    for (const { at, lookup } of job.keyUses()) {
      const key = String(at.at(-1));
      if (lookup.kind !== 'unknown' || isTokenKey(key)) continue;
      const { suggestion, elsewhere, block } = lookup;
      report({
        at,
        onKey: true,
        message: `The trainer knows no key \`${key}\` in ${block.title}; it has no effect.`,
        fix:
          elsewhere !== null
            ? `It belongs to \`${elsewhere}\`.`
            : suggestion !== null
              ? `Did you mean \`${suggestion}\`?`
              : undefined,
        edit: elsewhere === null && suggestion !== null ? renaming(at, suggestion, job.root) : undefined,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'a misspelt key',
        yaml: exampleJob({ train: 'gradient_checkpoint: true' }),
        at: ['config.process[0].train.gradient_checkpoint'],
      },
      {
        title: 'a key in the wrong block',
        yaml: exampleJob({ train: 'push_to_hub: false' }),
        at: ['config.process[0].train.push_to_hub'],
      },
    ],
    good: [
      { title: 'known keys', yaml: exampleJob() },
      { title: 'free keys of `meta`', yaml: `${exampleJob()}meta:\n  anything: goes\n` },
    ],
  },
});

/** Renames the key unless the right one stands beside it. */
function renaming(at: ConfigPath, key: string, root: { get(key: string): unknown }): Edit | undefined {
  const [first, ...rest] = at.slice(0, -1);
  const parent = first === undefined ? undefined : valueAt(root.get(String(first)), rest);
  if (typeof parent !== 'object' || parent === null || Object.hasOwn(parent, key)) return undefined;
  return { operation: 'rename', path: [...at], key };
}
