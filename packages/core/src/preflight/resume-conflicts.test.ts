import { expect, test } from 'vitest';
import { findResumeConflicts } from './resume-conflicts.ts';

type Fields = Readonly<Record<string, unknown>>;

const network = { type: 'lora', linear: 16, linear_alpha: 16 };
const model = { arch: 'flux', name_or_path: 'black-forest-labs/FLUX.1-dev' };

function configOf(process: Fields): Fields {
  return {
    job: 'extension',
    config: { name: 'cats', process: [{ network, model, train: { steps: 100 }, ...process }] },
  };
}

function pathsOf(before: Fields, after: Fields): string[] {
  return findResumeConflicts(configOf(before), configOf(after)).map(({ path }) =>
    path.replace('config.process[0].', ''),
  );
}

test.each<[what: string, before: Fields, after: Fields]>([
  ['nothing', {}, {}],
  ['the steps and the learning rate', {}, { train: { steps: 500, lr: 1e-5 } }],
  ['the alpha', {}, { network: { ...network, linear_alpha: 8 } }],
  ['the rank under its other name', {}, { network: { type: 'lora', rank: 16 } }],
  [
    'a default written out',
    { network: { linear: 16 } },
    { network: { type: 'lora', linear: 16, conv: null } },
  ],
  [
    'the rank of a full lokr',
    { network: { type: 'lokr', linear: 4 } },
    { network: { type: 'lokr', linear: 8 } },
  ],
  ['an old flag for the arch that it means', { model: { ...model, arch: undefined, is_flux: true } }, {}],
  [
    'a slash at the end of a path',
    { model: { ...model, name_or_path: '/models/flux' } },
    { model: { ...model, name_or_path: '/models/flux/' } },
  ],
  ['optimizer, samples and datasets', {}, { train: { optimizer: 'prodigy' }, sample: {}, datasets: [] }],
])('%s may change', (_what, before, after) => {
  expect(pathsOf(before, after)).toEqual([]);
});

test.each<[path: string, before: Fields, after: Fields]>([
  ['network.linear', {}, { network: { ...network, linear: 32 } }],
  ['network.linear', {}, { network: { ...network, rank: 32 } }],
  ['network.type', {}, { network: { ...network, type: 'dora' } }],
  ['network.conv', {}, { network: { ...network, conv: 8 } }],
  ['network', {}, { network: undefined }],
  ['network', { network: null }, {}],
  ['network.lokr_factor', { network: { type: 'lokr' } }, { network: { type: 'lokr', lokr_factor: 8 } }],
  ['model.arch', {}, { model: { ...model, arch: 'flux_kontext' } }],
  ['model.name_or_path', {}, { model: { ...model, name_or_path: 'ostris/Flex.1-alpha' } }],
])('%s may not', (path, before, after) => {
  expect(pathsOf(before, after)).toEqual([path]);
});

test('the message names both values', () => {
  const [conflict] = findResumeConflicts(configOf({}), configOf({ network: { ...network, linear: 32 } }));
  expect(conflict?.message).toBe('network.linear is 32, but the checkpoint was made with 16');
});
