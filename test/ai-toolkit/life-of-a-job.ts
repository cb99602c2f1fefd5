import assert from 'node:assert/strict';
import { type Api, patienceSeconds, waitFor } from './api.ts';
import { type ConfigParts, writeConfig } from './config.ts';

/** Tells what has been seen. */
export type Tell = (line: string) => void;

/**
 * Takes a job through its whole life: trained, cancelled, resumed to its end, edited to more steps, and resumed
 * to that end. Throws where something is not as promised.
 */
export async function liveJob(api: Api, parts: ConfigParts, tell: Tell): Promise<void> {
  const { id } = await api.submit(writeConfig(parts));
  const training = await api.until(id, 'the first samples and two saves', async (job) => {
    const { checkpoints, samples } = (await api.result(id)).artifacts;
    return job.progress.current_step > 22 && samples.length >= 2 && checkpoints.length >= 2;
  });
  assert.equal(training.progress.total_steps, parts.steps, 'the total is right from the start');
  tell(`trains: step ${training.progress.current_step} of ${parts.steps}, samples and checkpoints are there`);

  const cancelled = await cancel(api, id);
  assert.ok(cancelled.progress.current_step < parts.steps, 'a cancelled job has not done all steps');
  const saved = Math.max(...(await checkpointSteps(api, id)));
  tell(`cancelled at step ${cancelled.progress.current_step}; the last checkpoint is of step ${saved}`);

  await finish(api, id, parts.steps);
  assert.match(
    await api.logs(id),
    new RegExp(`Found step ${saved} in metadata`),
    'resumed where it was saved',
  );
  tell(`resumed from step ${saved} and finished ${parts.steps} of ${parts.steps} steps`);

  const more = parts.steps + 20;
  await api.edit(id, writeConfig({ ...parts, steps: more }));
  await finish(api, id, more);
  assert.match(
    await api.logs(id),
    new RegExp(`Found step ${parts.steps} in metadata`),
    'goes on from its end',
  );
  tell(`edited to ${more} steps, resumed from ${parts.steps} and finished`);

  await checkResult(api, id, parts.name, more);
  tell(
    'the last checkpoint is whole and of the last step; samples have their prompts; the curve has no hole after its saves',
  );
}

/** Trains a job to its end and returns how it ended. */
export async function trainToEnd(api: Api, parts: ConfigParts) {
  const { id } = await api.submit(writeConfig(parts));
  let last = await api.status(id);
  await waitFor(`the end of ${parts.name}`, patienceSeconds, async () => {
    last = await api.status(id);
    return last.status !== 'IN_QUEUE' && last.status !== 'RUNNING';
  });
  return last;
}

async function cancel(api: Api, id: string) {
  const askedAt = performance.now();
  await api.act(id, 'cancel');
  const job = await api.until(id, 'the job to be cancelled', ({ status }) => status !== 'RUNNING');
  assert.equal(job.status, 'CANCELED');
  assert.ok(performance.now() - askedAt < 60_000, 'a cancel takes less than a minute');
  return job;
}

async function finish(api: Api, id: string, steps: number): Promise<void> {
  await api.act(id, 'resume');
  const job = await api.until(id, `step ${steps}`, ({ status }) => status === 'STOPPED');
  assert.deepEqual(
    [job.progress.current_step, job.progress.total_steps, job.error],
    [steps, steps, null],
    'a finished job has done all its steps',
  );
}

async function checkpointSteps(api: Api, id: string): Promise<number[]> {
  return (await api.result(id)).artifacts.checkpoints.map((checkpoint) => checkpoint.step);
}

async function checkResult(api: Api, id: string, name: string, steps: number): Promise<void> {
  const { checkpoints, samples, config } = (await api.result(id)).artifacts;
  const final = checkpoints.find((checkpoint) => checkpoint.filename === `${name}.safetensors`);
  assert.ok(final, 'the final checkpoint has the job’s name');
  assert.equal(final.step, steps);
  const bytes = Buffer.from(await (await fetch(final.path)).arrayBuffer());
  assert.equal(bytes.length, final.size_bytes);
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()) as {
    __metadata__: { training_info: string; name: string };
  };
  assert.equal((JSON.parse(header.__metadata__.training_info) as { step: number }).step, steps);
  assert.equal(header.__metadata__.name, name);
  assert.ok(samples.some((sample) => sample.step === steps && sample.index === 1));
  for (const sample of samples) {
    const expected = ['sks on a beach', `a dog that costs \${HF_TOKEN} --seed 7`][sample.index];
    assert.equal(sample.prompt, expected);
  }
  assert.ok(config);
  const curve = new Set(await api.metricSteps(id));
  for (let step = 1; step <= steps; step += 1) assert.ok(curve.has(step), `the curve has step ${step}`);
}
