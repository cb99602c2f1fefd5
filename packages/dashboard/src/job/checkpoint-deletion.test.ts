import { expect, test } from 'vitest';
import { checkpointDeletion } from './checkpoint-deletion.ts';

const checkpoint = (filename: string, step: number) => ({
  filename,
  step,
  path: `http://h/links/${filename}`,
  size_bytes: 100,
  sha256: 'f'.repeat(64),
});
const resumeAt = (from: number, previous: number) => ({
  from_step: from,
  previous_step: previous,
  lost_steps: 0,
  steps: [],
  problem: null,
});

function made(names: readonly (readonly [string, number])[], resume: ReturnType<typeof resumeAt> | null) {
  return {
    artifacts: {
      checkpoints: names.map(([name, step]) => checkpoint(name, step)),
      samples: [],
      config: null,
    },
    optimizer_states: [{ step: 40, size_bytes: 7 }],
    resume,
  };
}

const plain = [
  ['a_20.safetensors', 20],
  ['a_40.safetensors', 40],
] as const;

test.each([
  ['the newest', plain, resumeAt(40, 20), 1, 107, /goes on from step 20 in place of step 40/],
  ['an older one', plain, resumeAt(20, 0), 1, 107, null],
  ['the only one', plain.slice(1), resumeAt(40, 0), 1, 107, /begins anew/],
  ['the newest of a job that trains', plain, null, 1, 107, /from the one before/],
  ['one of two files of a step', [...plain, ['a.safetensors', 40] as const], resumeAt(40, 20), 1, 100, null],
  [
    'one of a pair',
    [['a_40_high_noise.safetensors', 40] as const, ['a_40_low_noise.safetensors', 40] as const],
    resumeAt(40, 0),
    2,
    207,
    /begins anew/,
  ],
])('Deleting %s is described.', (_, names, resume, files, bytes, warning) => {
  const [name = ''] = names.find(([, step]) => step === 40) ?? [];
  const deletion = checkpointDeletion(made(names, resume), checkpoint(name, 40));
  expect(deletion.filenames).toHaveLength(files);
  expect(deletion.sizeBytes).toBe(bytes);
  if (warning === null) expect(deletion.warning).toBeNull();
  else expect(deletion.warning).toMatch(warning);
});
