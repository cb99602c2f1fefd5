import { expect, test } from 'vitest';
import { describeWaiting, type Waiting } from '../../src/installation/describe-waiting.ts';
import type { OwnedJob } from '../../src/installation/viewer.ts';

const job = (name: string, account: string): OwnedJob => ({
  job_id: name,
  job_name: name,
  account_id: account,
  account_name: account,
});
const ada = { accountId: 'ada', isAdministrator: false };
const operator = { accountId: 'op', isAdministrator: true };
const waiting: Waiting = {
  gpuType: 'ADA_80_PLUS',
  gpuCount: 1,
  position: 1,
  gpus: [{ id: 'a' }, { id: 'b' }],
  holders: [job('cats', 'ada'), job('secret', 'ben')],
};

test.for([
  [
    'own jobs named, others counted',
    {},
    ada,
    'Waits for a free GPU of type ADA_80_PLUS, held by "cats" and a job of another account.',
  ],
  [
    'all named for an administrator',
    { position: 3 },
    operator,
    'Waits for a free GPU of type ADA_80_PLUS, held by "cats" of ada and "secret" of ben. 2 jobs are ahead of it.',
  ],
  [
    'many jobs shortened',
    { holders: ['a', 'b', 'c', 'd', 'e'].map((name) => job(name, 'ada')), position: 2 },
    ada,
    'Waits for a free GPU of type ADA_80_PLUS, held by "a", "b", "c" and 2 more. 1 job is ahead of it.',
  ],
  [
    'others only',
    { holders: [job('x', 'ben'), job('y', 'ben')], gpuCount: 8 },
    ada,
    'Waits for 8 free GPUs of type ADA_80_PLUS, held by 2 jobs of other accounts.',
  ],
  ['nothing holds it', { holders: [] }, ada, 'Is about to be given a free GPU of type ADA_80_PLUS.'],
  [
    'no such GPU',
    { holders: [], gpus: [] },
    ada,
    'Waits for a free GPU of type ADA_80_PLUS; the installation has none at present.',
  ],
] as const)('what a job waits for: %s', ([, changes, viewer, expected]) => {
  expect(describeWaiting({ ...waiting, ...changes }, viewer)).toBe(expected);
});
