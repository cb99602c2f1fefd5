import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createJobFollower } from '../../src/jobs/follow-job.ts';
import {
  closePlayedRun,
  createWorld,
  ended,
  openSqlite,
  playAgent,
  progress,
  started,
  submission,
  submitted,
} from './world.ts';

async function runningJob() {
  const world = await createWorld(await openSqlite());
  await world.addDataset(world.accountId, 'dogs');
  const job = await submitted(world);
  const agent = await playAgent(world, job.id);
  await agent.claim();
  await agent.tell(started);
  return { world, job, agent };
}

describe('the result of a job', () => {
  test('is empty at first', async () => {
    const { world, job } = await runningJob();
    expect(await world.jobs.result(world.accountId, job.id)).toEqual({
      id: job.id,
      name: 'my_lora',
      status: 'RUNNING',
      artifacts: { checkpoints: [], config: null, samples: [] },
      error: null,
      resume: null,
      optimizer_states: [],
    });
  });

  test('has signed links to checkpoints by step with the final one last, samples and config, and no optimizer', async () => {
    const { world, job, agent } = await runningJob();
    await agent.publish({ kind: 'checkpoint', filename: 'my_lora.safetensors', step: 100 });
    await agent.publish({ kind: 'checkpoint', filename: 'my_lora_000000100.safetensors', step: 100 });
    await agent.publish({ kind: 'checkpoint', filename: 'my_lora_000000050.safetensors', step: 50 });
    await agent.publish({ kind: 'optimizer', filename: 'optimizer.pt', step: 100 });
    await agent.publish({ kind: 'sample', filename: '2__000000050_0.jpg', step: 50 });
    await agent.publish({ kind: 'sample', filename: '1__000000000_0.jpg', step: 0 });
    await agent.publish({ kind: 'config', filename: 'config.yaml', step: 0 });
    const { artifacts, optimizer_states: states } = await world.jobs.result(world.accountId, job.id);
    expect(states).toMatchObject([{ step: 100 }]);
    expect(artifacts.checkpoints.map(({ filename, step }) => [filename, step])).toEqual([
      ['my_lora_000000050.safetensors', 50],
      ['my_lora_000000100.safetensors', 100],
      ['my_lora.safetensors', 100],
    ]);
    expect(artifacts.samples).toMatchObject([
      { step: 0, index: 0, prompt: 'a dog' },
      { step: 50, index: 0, prompt: 'a dog' },
    ]);
    expect(artifacts.config?.path).toMatch(/^http:\/\/server\.test\/links\//);
    expect(JSON.stringify(artifacts)).not.toContain('optimizer');
  });
});

describe('the log of a job', () => {
  test('is read by byte offsets, never cutting a character', async () => {
    const { world, job, agent } = await runningJob();
    const text = 'läuft\nまだ\n😀 ok\n';
    await agent.tell({ type: 'log', text: text.slice(0, 8) });
    await agent.tell({ type: 'log', text: text.slice(8) });
    for (const limit of [1, 2, 3, 5, 1000]) {
      let offset = 0;
      let read = '';
      for (let turn = 0; turn < 100; turn += 1) {
        const page = await world.jobs.logs(world.accountId, job.id, { offset, limit });
        if (page.next_offset === offset) break;
        expect(page.offset).toBe(offset);
        read += page.text;
        offset = page.next_offset;
      }
      expect(read).toBe(text);
      expect(offset).toBe(Buffer.byteLength(text));
    }
    const inside = await world.jobs.logs(world.accountId, job.id, { offset: 2 });
    expect(inside).toMatchObject({ offset: 3, text: text.slice(2), complete: false });
  });

  test('is complete once the job has ended and all of it was read', async () => {
    const { world, job, agent } = await runningJob();
    await agent.tell({ type: 'log', text: 'one\n' }, ended('finished', 100));
    expect(await world.jobs.logs(world.accountId, job.id, {})).toMatchObject({ complete: false });
    await closePlayedRun(world, agent.runId);
    expect(await world.jobs.logs(world.accountId, job.id, { limit: 2 })).toMatchObject({
      complete: false,
      text: 'on',
    });
    expect(await world.jobs.logs(world.accountId, job.id, { offset: 99 })).toEqual({
      text: '',
      offset: 4,
      next_offset: 4,
      complete: true,
    });
  });
});

describe('the curve of a job', () => {
  test('comes by step, in pages', async () => {
    const { world, job, agent } = await runningJob();
    await agent.tell(...[1, 2, 3, 4, 5].map((step) => progress(step, step / 10)));
    const first = await world.jobs.metrics(world.accountId, job.id, { limit: 3 });
    expect(first.metrics.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 0.1],
      [2, 0.2],
      [3, 0.3],
    ]);
    expect(first.next_after_step).toBe(3);
    const rest = await world.jobs.metrics(world.accountId, job.id, { after_step: 3 });
    expect(rest).toMatchObject({ metrics: [{ step: 4 }, { step: 5 }], next_after_step: null });
  });
});

describe('following a job', () => {
  /** Reads the stream until `isEnough` says so. */
  async function read(events: AsyncGenerator<string>, isEnough: (text: string) => boolean): Promise<string> {
    let text = '';
    for await (const part of events) {
      text += part;
      if (isEnough(text)) return text;
    }
    return text;
  }

  test('sends what has happened, then what happens, and goes on after the last event that was seen', async () => {
    const { world, job, agent } = await runningJob();
    const abort = new AbortController();
    const signal = abort.signal;
    const events = await world.jobs.follow(world.accountId, job.id, { afterId: 0, signal });
    const reading = read(events, (text) => text.includes('"to":"STOPPED"'));
    await delay(20);
    await agent.tell({ type: 'phase', phase: 'training' }, progress(10));
    await agent.tell(ended('finished', 100));
    await closePlayedRun(world, agent.runId);
    await agent.tell().catch(() => undefined);
    const text = await reading;
    const types = [...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => type);
    expect(types.filter((type) => type !== 'progress')).toEqual(['submitted', 'status', 'phase', 'status']);
    expect(text).toMatch(/^event: progress\ndata: .*"current_step":10/m);
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));

    const later = await world.jobs.follow(world.accountId, job.id, { afterId: ids[1] ?? 0, signal });
    const rest = await read(later, (part) => part.includes('"to":"STOPPED"'));
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual(ids.slice(2));
    abort.abort();
  });

  test('ends when the client goes away', async () => {
    const { world, job } = await runningJob();
    const abort = new AbortController();
    const events = await world.jobs.follow(world.accountId, job.id, { afterId: 0, signal: abort.signal });
    const reading = read(events, () => false);
    await delay(20);
    abort.abort();
    expect(await reading).toContain('event: submitted');
  });

  test('shares the number of streams among accounts: none keeps another from its first', async () => {
    const world = await createWorld(await openSqlite());
    const ben = await world.addAccount('ben');
    await world.addDataset(world.accountId, 'dogs');
    await world.addDataset(ben, 'dogs');
    const jobs = { ada: (await submitted(world)).id, ben: (await world.jobs.submit(ben, submission())).id };
    const follower = createJobFollower({ ...world, maxFollowers: 3 });
    const abort = new AbortController();
    const { signal } = abort;
    const follow = async (account: 'ada' | 'ben') => {
      const accountId = account === 'ada' ? world.accountId : ben;
      const reading = read(
        await follower.follow(accountId, jobs[account], { afterId: 0, signal }),
        () => false,
      );
      let isOpen = true;
      void reading.then(() => {
        isOpen = false;
      });
      return { reading, isOpen: () => isOpen };
    };
    const first = await follow('ada');
    const second = await follow('ada');
    const third = await follow('ada');
    await expect(follow('ada')).rejects.toMatchObject({ status: 503 });
    const others = await follow('ben');
    expect(await third.reading).toContain('event: submitted');
    // With two against one, nobody would be better off.
    await expect(follow('ben')).rejects.toMatchObject({ status: 503 });
    expect([first, second, others].map(({ isOpen }) => isOpen())).toEqual([true, true, true]);
    abort.abort();
    await Promise.all([first, second, others].map(({ reading }) => reading));
    expect((await follow('ada')).isOpen()).toBe(true);
  });
});
