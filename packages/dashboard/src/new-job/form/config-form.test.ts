import { namedModels } from '@trainyard/core/preflight';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStartText } from '../start/start-text.ts';
import { changeConfig, type FormChange, parseNumber, processPath, readForm } from './config-form.ts';
import { settingGroups } from './setting-groups.ts';
import { settingPath } from './settings.ts';

const named = namedModels.find(({ variant }) => variant.name === 'flux');
if (named === undefined) throw new Error('FLUX is gone.');
const start = createStartText(
  {
    named,
    name: 'dogs',
    triggerWord: '',
    datasets: ['dogs'],
    controls: [],
    controlImage: null,
    captions: [],
  },
  {},
);
const text = start.replaceAll(/^( *)(\w+: \S+)$/gm, '$1$2 # why $2');

function open(yaml: string) {
  const read = readForm(yaml);
  if (!read.ok) throw new Error(read.reason);
  return read.form;
}

const settings = settingGroups.flatMap((group) => [...group.settings, ...group.more]);
const values = {
  integer: fc.nat().map((value) => ({ value, written: String(value) })),
  number: fc
    .double({ noNaN: true, noDefaultInfinity: true, min: 0 })
    .map((value) => ({ value: value + 0, written: value.toExponential() })),
  flag: fc.boolean().map((value) => ({ value })),
  choice: fc.string({ minLength: 1 }).map((value) => ({ value })),
  text: fc.string({ minLength: 1 }).map((value) => ({ value })),
} as const;
const change = fc
  .constantFrom(...settings)
  .chain((setting) =>
    values[setting.kind].map((given): FormChange => ({ path: settingPath(setting), ...given })),
  );

test('Whatever the form sets can be read back, and no other line of the text changes.', () => {
  fc.assert(
    fc.property(change, (wanted) => {
      if ('remove' in wanted) return;
      const changed = changeConfig(text, [wanted]);
      expect(changed).not.toBeNull();
      const form = open(changed ?? '');
      const expected = wanted.value;
      // `[name]` in a text is the job's name to the trainer.
      if (typeof expected !== 'string' || !expected.includes('[name]')) {
        expect(form.at(wanted.path)).toEqual(expected);
      }
      const before = text.split('\n');
      const after = (changed ?? '').split('\n');
      expect(after.length - before.length).toBeGreaterThanOrEqual(0);
      expect(before.filter((line) => !after.includes(line)).length).toBeLessThanOrEqual(1);
      expect(changed?.match(/# why/g)?.length).toBe(text.match(/# why/g)?.length);
    }),
    { numRuns: 300 },
  );
});

test('A setting that is emptied goes back to what the trainer takes.', () => {
  const path = [...processPath, 'train', 'steps'];
  const changed = changeConfig(text, [{ path, remove: true }]) ?? '';
  expect(open(changed).at(path)).toBeUndefined();
  expect(changed.split('\n').length).toBe(text.split('\n').length - 1);
});

test('A number stays as it was typed.', () => {
  const path = [...processPath, 'train', 'lr'];
  expect(changeConfig(text, [{ path, value: 2e-4, written: '2e-4' }])).toContain('lr: 2e-4 ');
  expect(changeConfig(text, [{ path, value: 7, written: '007' }])).toContain('lr: 007 ');
  expect(changeConfig(text, [{ path, value: 10, written: '010' }])).toContain('lr: 10 ');
});

test.each([
  ['a text that cannot be read', 'a: [', /Line 1 cannot be read/],
  ['a config without a process', 'job: extension\nconfig:\n  name: x\n', /no process/],
])('The form says why it cannot show %s.', (_, yaml, reason) => {
  const read = readForm(yaml);
  expect(read.ok ? '' : read.reason).toMatch(reason);
});

test.each([
  ['12', 'integer', 12],
  ['1e-4', 'number', 1e-4],
  ['.5', 'number', 0.5],
  ['1.', 'number', 1],
  ['1.5', 'integer', null],
  ['', 'number', null],
  ['0x10', 'integer', null],
  ['1e999', 'number', null],
  ['12 px', 'integer', null],
] as const)('%j typed for a %s is %j.', (typed, kind, value) => {
  expect(parseNumber(typed, kind)).toBe(value);
});
