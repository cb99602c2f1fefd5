import type { Assignment } from '@trainyard/core';
import { afterEach, expect, test } from 'vitest';
import { type Bench, manifestFile } from '../agent-under-test.ts';
import { folderFiles, optimizerState } from './recorded-trainer/files.mjs';
import { endOf, published, startTraining, trainingAssignment } from './trainer-bench.ts';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

/** The files of each folder that is published, by folder. */
function folders(running: Bench): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { filename } of published(running, 'checkpoint')) {
    const [folder = '', ...rest] = filename.split('/');
    found[folder] = [...(found[folder] ?? []), rest.join('/')];
  }
  return found;
}

const fileNames = folderFiles(0, '').map(([file]) => file);

test('a model that is saved in folders is published file by file, with the file that makes it whole last', async () => {
  const running = await startTraining(trainingAssignment({ behaviour: { savesFolders: true, stepMs: 40 } }));
  bench = running;
  expect(await endOf(running)).toMatchObject({ outcome: 'finished', step: 20, message: null });
  const names = ['my_lora_000000005', 'my_lora_000000010', 'my_lora_000000015', 'my_lora'];
  expect(folders(running)).toEqual(Object.fromEntries(names.map((name) => [name, [...fileNames].sort()])));
  expect(new Set(published(running, 'checkpoint').map(({ step }) => step))).toEqual(new Set([5, 10, 15, 20]));
  expect(published(running, 'optimizer').at(-1)).toMatchObject({ step: 20 });
  const announced = [...running.server.artifacts.values()].map(({ request }) => request.filename);
  for (const name of names) {
    const ofFolder = announced.filter((filename) => filename.startsWith(`${name}/`));
    expect(ofFolder).toHaveLength(fileNames.length);
    expect(ofFolder.at(-1)).toBe(`${name}/aitk_meta.yaml`);
  }
});

test('a folder that is still being written is left until it is whole, and one that never is, is not published', async () => {
  const behaviour = { savesFolders: true, writeMs: 120, at: 10, signal: 'SIGKILL' };
  const running = await startTraining(trainingAssignment({ behaviour, save: { save_every: 5 } }));
  bench = running;
  await running.waitFor(
    'the first folder',
    () => published(running, 'checkpoint').length === fileNames.length,
  );
  await endOf(running);
  expect(folders(running)).toEqual({ my_lora_000000005: [...fileNames].sort() });
});

test('folders that the trainer removes are reported as removed, first what makes them whole', async () => {
  const process = {
    behaviour: { savesFolders: true, stepMs: 60 },
    save: { save_every: 5, max_step_saves_to_keep: 1 },
  };
  const running = await startTraining(trainingAssignment(process));
  bench = running;
  expect(await endOf(running)).toMatchObject({ outcome: 'finished' });
  const removed = running
    .reportsOf('artifact_removed')
    .filter(({ kind }) => kind === 'checkpoint')
    .map(({ filename }) => filename);
  for (const name of ['my_lora_000000005', 'my_lora_000000010']) {
    const ofFolder = removed.filter((filename) => filename.startsWith(`${name}/`));
    expect(ofFolder[0]).toBe(`${name}/aitk_meta.yaml`);
    expect([...ofFolder].sort()).toEqual([...fileNames].sort().map((file) => `${name}/${file}`));
  }
});

test('a run goes on from a folder, under whatever name the trainer knows it', async () => {
  for (const jobName of ['my_lora', 'c']) {
    const folder = `${jobName}_000000010`;
    const files = folderFiles(10, jobName).map(([file, bytes]) => [`${folder}/${file}`, bytes] as const);
    const state = optimizerState(10);
    const stateName = `${folder}_optimizer.pt`;
    const resumeFrom: Assignment['resume_from'] = {
      step: 10,
      files: [
        ...files.map(([name, bytes]) => ({
          ...manifestFile(name, bytes),
          kind: 'checkpoint' as const,
          step: 10,
        })),
        { ...manifestFile(stateName, state), kind: 'optimizer', step: 10 },
      ],
    };
    const served = [...files, [stateName, state] as const].map(
      ([name, bytes]) => [encodeURIComponent(name), bytes] as const,
    );
    const process = { behaviour: { savesFolders: true, stepMs: 30 } };
    const running = await startTraining(
      trainingAssignment(process, { job_name: jobName, resume_from: resumeFrom }),
      Object.fromEntries(served),
    );
    bench = running;
    expect(await endOf(running)).toMatchObject({ outcome: 'finished', step: 20 });
    expect(running.logText()).toContain('Found step 10 in metadata');
    // What was laid out is known already.
    expect(Object.keys(folders(running)).sort()).toEqual([jobName, `${jobName}_000000015`].sort());
    await running.close();
    bench = null;
  }
});

test('a file of a folder with a name that leads out of it is refused', async () => {
  const bytes = Buffer.from('x');
  const file = { ...manifestFile('my_lora/../../x', bytes), kind: 'checkpoint' as const, step: 10 };
  bench = await startTraining(trainingAssignment({}, { resume_from: { step: 10, files: [file] } }));
  const ended = await endOf(bench);
  expect(ended.outcome).toBe('failed');
  expect(ended.message).toContain('not a plain file name');
});
