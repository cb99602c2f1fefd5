import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createConfigSchema } from '../../src/preflight/keys/json-schema.ts';
import type { ConfigPath } from '../../src/preflight/keys/key.ts';
import { isListedValue, keyAt } from '../../src/preflight/keys/key-at.ts';
import { namedModels } from '../../src/preflight/models/catalogue.ts';
import { findModel } from '../../src/preflight/models/find-model.ts';
import { createStarterConfig } from '../../src/preflight/models/new-job.ts';
import { readTrainerFixtures } from './trainer-fixtures.ts';

const defaults = readTrainerFixtures('ui-defaults');
const examples = readTrainerFixtures('examples');
const schema = z.fromJSONSchema(createConfigSchema() as Parameters<typeof z.fromJSONSchema>[0]);

describe('the tables know the trainer', () => {
  test('there is a default job for every name of the interface and for no other', () => {
    const names = defaults.map((fixture) => fixture.name).sort();
    expect(names).toEqual(namedModels.map(({ variant }) => variant.name.replace(':', '-')).sort());
  });

  test.each([...defaults, ...examples].map((fixture) => [fixture.name, fixture.config] as const))(
    'every key and value of %s is known',
    (_, config) => {
      expect(findProblems(config)).toEqual([]);
    },
  );

  test.each([...defaults, ...examples].map((fixture) => [fixture.name, fixture.config] as const))(
    'the schema accepts %s',
    (_, config) => {
      expect(schema.safeParse(config).error?.issues ?? []).toEqual([]);
    },
  );

  test.each([
    ['a text for a number', 'train', { steps: 'many' }],
    ['a number below its limit', 'train', { steps: 0 }],
    ['a learning rate of nothing', 'train', { lr: 0 }],
    ['a value the trainer refuses', 'train', { timestep_type: 'sometimes' }],
    ['a list for a map', 'model', []],
    ['a control nobody can make', 'datasets', [{ controls: ['depth', 'edges'] }]],
    ['a dataset that is a text', 'datasets', ['folder']],
    ['a word for a yes or no', 'train', { gradient_checkpointing: 'yes' }],
  ])('the schema refuses %s', (_, block, value) => {
    const config = {
      job: 'extension',
      config: { name: 'x', process: [{ type: 'diffusion_trainer', [block]: value }] },
    };
    expect(schema.safeParse(config).success).toBe(false);
    const valid = { job: 'extension', config: { name: 'x', process: [{ type: 'diffusion_trainer' }] } };
    expect(schema.safeParse(valid).success).toBe(true);
  });

  test('the schema passes over keys it does not know and completes architectures', () => {
    const config = {
      job: 'extension',
      config: { name: 'x', process: [{ model: { arch: 'brand_new', foo: 1 } }] },
    };
    expect(schema.safeParse(config).success).toBe(true);
    expect(JSON.stringify(createConfigSchema())).toContain('"const":"krea2:o_edit"');
  });

  test.each(defaults.map((fixture) => [fixture.name, fixture.config] as const))(
    'a starter config says the same as the interface for %s',
    (_, expected) => {
      const process = firstProcess(expected);
      const arch = (process['model'] as Record<string, unknown>)['arch'] as string;
      const found = namedModels.find(({ variant }) => variant.name === arch);
      if (found === undefined) throw new Error(`${arch} is no model`);
      const samples = (process['sample'] as { samples: { prompt: string }[] }).samples;
      const starter = createStarterConfig(found.model, found.variant, {
        name: (expected['config'] as { name: string }).name,
        trainingFolder: '/app/ai-toolkit/output',
        datasetFolder: '/app/ai-toolkit/datasets/DATASET',
        prompts: samples.map(({ prompt }) => prompt),
        controlImage: '/app/ai-toolkit/datasets/CONTROL/001.png',
        controlFolder: '/app/ai-toolkit/datasets/CONTROL',
      });
      expect(withoutDefaults(starter)).toEqual(withoutDefaults(expected));
      expect(findModel(arch)?.variant?.name).toBe(arch);
    },
  );
});

type Visit = (path: ConfigPath, value: unknown) => void;

function walk(value: unknown, path: ConfigPath, visit: Visit): void {
  const entries = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  for (const [name, inner] of entries) {
    visit([...path, name], inner);
    walk(inner, [...path, name], visit);
  }
}

function firstProcess(config: Record<string, unknown>): Record<string, unknown> {
  return (config['config'] as { process: Record<string, unknown>[] }).process[0] ?? {};
}

function findProblems(config: Record<string, unknown>): string[] {
  const problems: string[] = [];
  const type = firstProcess(config)['type'] as string;
  walk(config, [], (path, value) => {
    const found = keyAt(path, type);
    if (found.kind === 'unknown' || found.kind === 'outside')
      problems.push(`${path.join('.')} is ${found.kind}`);
    if (found.kind !== 'known' || Array.isArray(value) || (typeof value === 'object' && value !== null))
      return;
    const isOff = found.key.name.startsWith('qtype') && value === '';
    if (!isOff && value !== null && !isListedValue(found.key, value)) {
      problems.push(`${path.join('.')} is ${JSON.stringify(value)}`);
    }
  });
  return problems;
}

/** The settings that differ from what the trainer does anyway, as `path: value`. */
function withoutDefaults(config: Record<string, unknown>): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  walk(config, [], (path, value) => {
    const found = keyAt(path);
    const isInner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (isInner || value === null || (Array.isArray(value) && value.length === 0)) return;
    if (found.kind === 'known' && JSON.stringify(found.key.default) === JSON.stringify(value)) return;
    settings[path.join('.')] = value;
  });
  return settings;
}
