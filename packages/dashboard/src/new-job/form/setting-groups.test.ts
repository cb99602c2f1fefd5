import { expect, test } from 'vitest';
import { processPath } from './config-form.ts';
import { datasetSettings, sampleItemSettings, settingGroups } from './setting-groups.ts';
import { keyOf, type Setting, settingPath } from './settings.ts';

const ofProcess = settingGroups.flatMap(({ settings, more }) => [...settings, ...more]);
const all: readonly (readonly [string, Setting, readonly (string | number)[]])[] = [
  ...ofProcess.map((one) => [one.key, one, processPath] as const),
  ...datasetSettings.map((one) => [`datasets[].${one.key}`, one, [...processPath, 'datasets', 0]] as const),
  ...sampleItemSettings.map(
    (one) => [`samples[].${one.key}`, one, [...processPath, 'sample', 'samples', 0]] as const,
  ),
];
const types = {
  integer: 'integer',
  number: 'number',
  flag: 'boolean',
  choice: 'string',
  text: 'string',
} as const;
/** Arguments that the trainer hands on to the optimizer. */
const passedOn = new Set(['train.optimizer_params.weight_decay']);

test.each(all.filter(([name]) => !passedOn.has(name)))(
  'The trainer reads %s as the form writes it.',
  (_, one, base) => {
    const key = keyOf(settingPath(one, base));
    const read = key?.types.flatMap((type) => (type === 'number' ? ['number', 'integer'] : [type])) ?? [];
    expect(read).toContain(types[one.kind]);
    if (one.kind === 'choice') expect(key?.values?.length).toBeGreaterThan(1);
  },
);

test('No setting is offered twice, and no two of a group have the same label.', () => {
  expect(new Set(ofProcess.map(({ key }) => key)).size).toBe(ofProcess.length);
  for (const { settings, more } of settingGroups) {
    const labels = [...settings, ...more].map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  }
});
