import { describe, expect, test } from 'vitest';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { configOf, endless, sampleJobs } from '../support/sample-jobs.ts';
import { waitFor } from '../support/wait-for.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=2,HOPPER_141=1' });
const ada = server.as('ada');
await ada.readyDataset('dogs', { 'a.jpg': picture, 'b.jpg': picture, 'a.txt': 'a dog' });
const { canceled } = sampleJobs(ada);

const editOf = (text: string) => ({ config_file_format: 'yaml', config_file: text });

describe('resume', () => {
  test('goes on under the same id from the highest-step checkpoint, and keeps started_at', async () => {
    const id = await ada.submitted(
      configOf('resumed', { steps: endless, saveEvery: 10, sampleEvery: endless }),
    );
    await waitFor(
      'a checkpoint',
      async () => (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints[0],
      {
        timeoutMs: 30_000,
      },
    );
    await ada.job(id, 'POST', 'cancel');
    const before = (await ada.jobReaches(id, 'CANCELED')).body;
    const steps = (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints.map(
      (one: { step: number }) => one.step,
    );
    const last = Math.max(...steps);
    const edited = await ada.job(id, 'POST', 'edit', editOf(configOf('resumed', { steps: last + 20 })));
    expect(edited.body, edited.text).toMatchObject({
      status: 'CANCELED',
      progress: { total_steps: last + 20 },
    });
    const resumed = await ada.job(id, 'POST', 'resume', {});
    expect(resumed.status, resumed.text).toBe(200);
    expect(resumed.body).toMatchObject({
      id,
      finished_at: null,
      error: null,
      resumed_from_step: last,
      started_at: before.started_at,
      run_number: 2,
    });
    expect(resumed.body.progress.current_step).toBeGreaterThanOrEqual(last);
    const ended = (await ada.jobReaches(id, 'STOPPED', 'FAILED')).body;
    expect(ended).toMatchObject({
      status: 'STOPPED',
      progress: { current_step: last + 20, total_steps: last + 20 },
      started_at: before.started_at,
    });
  });

  test('of a job that never started begins at step 0', async () => {
    const blocker = await ada.submitted(configOf(uniqueName('blocker'), { steps: endless }), {
      gpu_type: 'HOPPER_141',
    });
    const id = await ada.submitted(configOf('never', { steps: 5 }), { gpu_type: 'HOPPER_141' });
    await ada.job(id, 'POST', 'cancel');
    const resumed = (await ada.job(id, 'POST', 'resume', { gpu_type: 'ADA_80_PLUS', gpu_count: 8 })).body;
    expect(resumed).toMatchObject({
      gpu_type: 'ADA_80_PLUS',
      gpu_count: 8,
      progress: { current_step: 0, total_steps: 5 },
    });
    expect((await ada.jobReaches(id, 'STOPPED', 'FAILED')).body.progress.current_step).toBe(5);
    await ada.job(blocker, 'POST', 'cancel');
  });

  test('of ten at the same moment one makes a run, and the others are told 42267', async () => {
    const id = await canceled();
    const replies = await Promise.all(Array.from({ length: 10 }, () => ada.job(id, 'POST', 'resume')));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(422)]);
    for (const { status, body } of replies) if (status === 422) expect(body.error_code).toBe(42267);
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
  });

  test('is refused while the job waits, runs, or has failed', async () => {
    const id = await ada.submitted(configOf(uniqueName('busy'), { steps: endless }));
    expect((await ada.job(id, 'POST', 'resume')).body.error_code).toBe(42267);
    await ada.jobReaches(id, 'RUNNING');
    expect((await ada.job(id, 'POST', 'resume')).body.error_code).toBe(42267);
    await ada.job(id, 'POST', 'cancel');
  });
});

describe('save-now and sample-now', () => {
  test('bring a checkpoint and samples that the config did not ask for', async () => {
    const parts = { steps: endless, saveEvery: endless, sampleEvery: endless };
    const id = await ada.submitted(configOf(uniqueName('asked'), parts));
    await ada.jobReaches(id, 'RUNNING');
    expect((await ada.job(id, 'POST', 'save-now')).body).toMatchObject({ id, status: 'RUNNING' });
    expect((await ada.job(id, 'POST', 'sample-now', {})).status).toBe(200);
    const made = await waitFor('both', async () => {
      const { checkpoints, samples } = (await ada.job(id, 'GET', 'result')).body.artifacts;
      const extra = samples.filter(({ step }: { step: number }) => step > 0);
      return checkpoints.length > 0 && extra.length > 0 ? checkpoints : null;
    });
    expect(made).toHaveLength(1);
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
    const refused = await ada.job(id, 'POST', 'save-now');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      error_code: null,
      error_message: 'The job is CANCELED; only a job that is RUNNING can be asked to save.',
    });
  });
});

describe('edit', () => {
  test('replaces the config of a job that has ended, and a refused one changes nothing', async () => {
    const id = await ada.submitted(configOf('editable', { steps: 5 }));
    await ada.jobReaches(id, 'STOPPED');
    const before = (await ada.job(id, 'GET', 'status')).body;
    for (const parts of [{ lr: '0' }, { dataset: 'nowhere' }, { arch: null }]) {
      expect((await ada.job(id, 'POST', 'edit', editOf(configOf('editable', parts)))).status).toBe(422);
      expect((await ada.job(id, 'GET', 'status')).body).toEqual(before);
    }
    const edited = await ada.job(id, 'POST', 'edit', editOf(configOf('editable', { steps: 9 })));
    expect(edited.status, edited.text).toBe(200);
    expect(edited.body).toMatchObject({ id, status: 'STOPPED', progress: { total_steps: 9 } });
    expect(edited.body.progress.current_step).toBeLessThan(9);
    await ada.job(id, 'POST', 'resume');
    expect((await ada.jobReaches(id, 'STOPPED')).body.progress).toMatchObject({
      current_step: 9,
      total_steps: 9,
    });
  });

  test('is refused while a job waits or runs, and never renames', async () => {
    const id = await ada.submitted(configOf('running_edit', { steps: endless }));
    const same = editOf(configOf('running_edit', { steps: 5 }));
    expect((await ada.job(id, 'POST', 'edit', same)).body.error_code).toBe(42276);
    await ada.jobReaches(id, 'RUNNING');
    expect((await ada.job(id, 'POST', 'edit', same)).body.error_code).toBe(42276);
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
    const renamed = editOf(configOf('other_name', { steps: 5 }));
    expect((await ada.job(id, 'POST', 'edit', renamed)).body.error_code).toBe(42277);
    expect((await ada.job(id, 'GET', 'status')).body.name).toBe('running_edit');
  });
});

describe('a job that fails', () => {
  test('says TRAINING_ERROR and why, keeps what it made, is edited to STOPPED and then resumed', async () => {
    const name = uniqueName('fails');
    const id = await ada.submitted(configOf(name, { steps: endless, saveEvery: 10, sampleEvery: endless }));
    await waitFor(
      'a checkpoint',
      async () => (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints[0],
      {
        timeoutMs: 30_000,
      },
    );
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
    // What is more than the built-in trainer can hold, it finds out by itself.
    const other = configOf(name, { steps: endless }).replace(/linear_alpha: .*/, 'linear_alpha: 70000');
    expect((await ada.job(id, 'POST', 'edit', editOf(other))).status).toBe(200);
    expect((await ada.job(id, 'POST', 'resume')).status).toBe(200);
    const failed = (await ada.jobReaches(id, 'FAILED', 'STOPPED')).body;
    expect(failed).toMatchObject({ status: 'FAILED', error: { code: 'TRAINING_ERROR' } });
    expect(failed.error.message.length).toBeGreaterThan(10);
    expect(failed.error.message).not.toContain(server.dataDir);
    expect(failed.progress.current_step).toBeLessThan(failed.progress.total_steps);
    const result = (await ada.job(id, 'GET', 'result')).body;
    expect(result.error).toEqual(failed.error);
    expect(result.artifacts.checkpoints.length).toBeGreaterThan(0);
    expect((await ada.job(id, 'POST', 'resume')).body.error_code).toBe(42267);
    const last = Math.max(...result.artifacts.checkpoints.map((one: { step: number }) => one.step));
    const good = editOf(configOf(name, { steps: last + 5 }));
    expect((await ada.job(id, 'POST', 'edit', good)).body).toMatchObject({ status: 'STOPPED', error: null });
    expect((await ada.job(id, 'POST', 'resume')).status).toBe(200);
    expect((await ada.jobReaches(id, 'STOPPED', 'FAILED')).body).toMatchObject({
      status: 'STOPPED',
      error: null,
    });
  });
});
