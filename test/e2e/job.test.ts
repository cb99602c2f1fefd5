import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { trainConfig } from '../../packages/server/test/support/train-config.ts';
import { waitFor } from '../../packages/server/test/support/wait-for.ts';
import { drawPicture } from '../crash/draw-picture.ts';
import { createRandom } from '../crash/random.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

/** Steps that no test waits for. */
const endless = 1_000_000;
/** Would run if text were ever taken for HTML. */
const hostile = `<img src=x onerror="window.ran = 1"><script>window.ran = 1</script>`;
const waiting = { timeout: 30_000, interval: 100 };

describe.skipIf(!hasBrowser())('the page of a job', { timeout: 90_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    const { id } = await server.api.createDataset({ body: { name: 'dogs' } });
    const file = { filename: 'dog.png', body: drawPicture(createRandom(1)) };
    const params = { dataset_id: id };
    await server.api.uploadDatasetFile({ params, file });
    await waitFor(
      'the dataset to be READY',
      async () => (await server.api.getDatasetStatus({ params })).status === 'READY',
      { timeoutMs: 30_000, everyMs: 50 },
    );
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function submit(name: string, parts: { steps: number; saveEvery?: number; sampleEvery?: number }) {
    const config = trainConfig({ name, dataset: 'dogs', ...parts }).replace(
      'prompt: a dog on a beach',
      `prompt: '${hostile}'`,
    );
    const body = { config_file_format: 'yaml', config_file: config, gpu_type: 'ADA_80_PLUS' } as const;
    return (await server.api.submitJob({ body })).id;
  }
  const reaches = (id: string, ...statuses: readonly string[]) =>
    waitFor(
      `job ${id} to be ${statuses.join(' or ')}`,
      async () => statuses.includes((await server.api.getJobStatus({ params: { job_id: id } })).status),
      { timeoutMs: 60_000, everyMs: 100 },
    );
  const stepOf = async (page: Page) => {
    const words = await page
      .getByLabel('Progress', { exact: true })
      .getByText('of 1,000,000 steps')
      .textContent();
    const number = await page.getByLabel('Progress', { exact: true }).locator('span').first().textContent();
    expect(words).toContain('steps');
    return Number((number ?? '').replaceAll(',', ''));
  };
  const seriousFindings = async (page: Page) => {
    await page.evaluate(axe.source);
    return page.evaluate<string[]>(`axe.run(document).then(({ violations }) =>
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes[0].html))`);
  };
  const live = (page: Page, state: 'live' | 'connecting' | 'polling') =>
    page.locator(`[data-stream="${state}"]`);

  test('shows a short job live to its end, with curves, samples, log and a checkpoint that is what it says', async () => {
    const id = await submit('short', { steps: 40, saveEvery: 20, sampleEvery: 20 });
    const { page } = await openDashboard(browser, server, `/jobs/${id}`);
    await live(page, 'live').waitFor();
    // Nothing is reloaded: what the page shows at the end came to it while it was open.
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator('figure').first().getAttribute('data-points'), waiting).toBe('40');

    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('tab', { name: /Samples/ }).click();
    await page.getByText(hostile).first().waitFor();
    await expect.poll(() => page.evaluate(someIsLoaded), waiting).toBe(true);
    await page.locator('main img').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Step 40' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await dialog.getByRole('heading', { name: 'Step 20' }).waitFor();
    await page.keyboard.press('Escape');
    for (const view of ['All steps', 'Compare']) {
      await page.getByRole('radio', { name: view }).click();
      await page.getByText(hostile).first().waitFor();
    }

    await page.getByRole('tab', { name: /Checkpoints/ }).click();
    const row = page.getByRole('row').nth(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      row.getByRole('link', { name: /Download/ }).click(),
    ]);
    const bytes = readFileSync(await download.path());
    const shown = await row.locator('[data-sha256]').getAttribute('data-sha256');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(shown);

    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByText('Finished at step 40.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Config' }).click();
    await page.getByText('name: short').waitFor();
    await page.getByRole('tab', { name: 'Resolved' }).click();
    await page.getByText(/window\.ran = 1/).waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  test('goes on by itself after the server was killed and after the network was cut; cancels and resumes', async () => {
    const id = await submit('long', { steps: endless, saveEvery: 50, sampleEvery: endless });
    const { page, context } = await openDashboard(browser, server, `/jobs/${id}`);
    await reaches(id, 'RUNNING');
    await live(page, 'live').waitFor();
    await expect.poll(() => stepOf(page), waiting).toBeGreaterThan(0);

    const reopenedAfter: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/events')) reopenedAfter.push(request.headers()['last-event-id'] ?? '');
    });
    await server.kill();
    await live(page, 'polling').waitFor();
    const before = await stepOf(page);
    await server.restart();
    await live(page, 'live').waitFor({ timeout: 30_000 });
    await expect.poll(() => stepOf(page), waiting).toBeGreaterThan(before);
    // It goes on behind the last event that it saw, so that none is missed and none comes twice.
    expect(reopenedAfter.at(-1)).toMatch(/^[1-9]\d*$/);

    await context.setOffline(true);
    await live(page, 'live').waitFor({ state: 'detached' });
    const cut = await stepOf(page);
    await context.setOffline(false);
    await live(page, 'live').waitFor({ timeout: 30_000 });
    await expect.poll(() => stepOf(page), waiting).toBeGreaterThan(cut);

    await page.getByRole('button', { name: 'Save now' }).click();
    await waitFor(
      'a checkpoint',
      async () =>
        (await server.api.getJobResult({ params: { job_id: id } })).artifacts.checkpoints.length > 0,
      { timeoutMs: 30_000, everyMs: 100 },
    );
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel job' }).click();
    await page.getByRole('heading', { name: 'Canceled' }).waitFor({ timeout: 30_000 });
    // Nothing of the curve is missing from when there was no connection.
    await expect
      .poll(async () => {
        const { metrics } = await server.api.getJobMetrics({ params: { job_id: id } });
        const points = await page.locator('figure').first().getAttribute('data-points');
        return (
          metrics.length > 0 && Number(points) === metrics.length && metrics.at(-1)?.step === metrics.length
        );
      }, waiting)
      .toBe(true);

    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await page.getByRole('option', { name: 'The beginning, without a checkpoint' }).click();
    await dialog.getByText(/steps done since are trained again/).waitFor();
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await reaches(id, 'RUNNING');
    const { run_number, resumed_from_step } = await server.api.getJobStatus({ params: { job_id: id } });
    expect({ run_number, resumed_from_step }).toEqual({ run_number: 2, resumed_from_step: null });
    await page.getByRole('tab', { name: /Runs/ }).click();
    await page.getByRole('heading', { name: 'Run 2' }).waitFor();
    await server.api.cancelJob({ params: { job_id: id } });
    await reaches(id, 'CANCELED');
  });

  test('asks by itself where nothing can be streamed, and shows a job to its end all the same', async () => {
    const { page } = await openDashboard(browser, server, '/jobs');
    await page.route('**/events', (route) => route.abort());
    const id = await submit('unstreamed', { steps: 40, saveEvery: 20, sampleEvery: 20 });
    await page.goto(`/jobs/${id}`);
    await live(page, 'polling').waitFor();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator('figure').first().getAttribute('data-points'), waiting).toBe('40');
    const made = (await server.api.getJobResult({ params: { job_id: id } })).artifacts;
    await page.getByRole('tab', { name: `Checkpoints ${made.checkpoints.length}` }).waitFor(waiting);
    await page.getByRole('tab', { name: `Samples ${made.samples.length}` }).waitFor(waiting);
    expect(await live(page, 'live').count()).toBe(0);
  });

  test('draws and zooms 100,000 points, and finds a line among 300,000', async () => {
    const id = await submit('huge', { steps: 5 });
    await reaches(id, 'STOPPED');
    growHistory(join(server.dataDir, 'trainyard.db'), id);
    const { page } = await openDashboard(browser, server, `/jobs/${id}`);
    const figure = page.locator('figure').first();
    await expect.poll(() => figure.getAttribute('data-points'), waiting).toBe('100000');
    const drawn = () => page.evaluate<number>(countColoured);
    const whole = await drawn();
    expect(whole).toBeGreaterThan(2000);

    const box = await figure.locator('.u-over').boundingBox();
    if (box === null) throw new Error('The chart has no place on the page.');
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
    await page.mouse.up();
    const from = Number(await figure.getAttribute('data-from'));
    const to = Number(await figure.getAttribute('data-to'));
    expect(to - from).toBeGreaterThan(8_000);
    expect(to - from).toBeLessThan(12_000);
    await expect.poll(drawn, waiting).not.toBe(whole);
    await page.getByRole('button', { name: 'Show all steps' }).click();
    expect(await figure.getAttribute('data-from')).toBeNull();
    await page.getByRole('switch', { name: 'Log scale' }).click();
    await expect.poll(drawn, waiting).toBeGreaterThan(1000);

    await page.getByRole('tab', { name: 'Log' }).click();
    const lines = page.getByLabel('Lines of the log');
    await expect
      .poll(async () => Number(await lines.getAttribute('data-lines')), waiting)
      .toBeGreaterThan(299_999);
    await page.getByLabel('Search the log').fill('needle 150000');
    await page.getByText('1 lines', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByLabel('Search the log').press('Enter');
    await lines.locator('mark', { hasText: 'needle 150000' }).waitFor();
    expect(await lines.locator('[data-chosen]').count()).toBeLessThan(150);
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  test('tells in words why a job failed before anything else, leads to the line of the log, and tries again', async () => {
    const id = await submit('broken', { steps: 5 });
    await reaches(id, 'STOPPED');
    failWith(join(server.dataDir, 'trainyard.db'), id, `The GPU ran out of memory. ${hostile}`);
    const { page } = await openDashboard(browser, server, `/jobs/${id}`, { size: 'phone' });
    await page.getByRole('heading', { name: 'The GPU ran out of memory' }).waitFor();
    await page.getByText(hostile).waitFor();
    await page.getByRole('link', { name: 'See it in the log' }).click();
    await page.locator('[data-chosen="true"]').waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();

    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('dialog').getByRole('combobox').click();
    await page.getByRole('option', { name: 'The beginning, without a checkpoint' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    const { run_number, error } = await server.api.getJobStatus({ params: { job_id: id } });
    expect({ run_number, error }).toEqual({ run_number: 2, error: null });
  });

  test('says of a job that is not there that it is not there', async () => {
    const { page } = await openDashboard(browser, server, '/jobs/00000000-0000-4000-8000-000000000000');
    await page.getByText('The job could not be loaded.').waitFor();
  });
});

/** Counts the pixels of a canvas that are not grey: those of its lines. */
const countColoured = `(() => {
  const canvas = document.querySelector('figure canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 40 && Math.abs(data[at] - data[at + 2]) > 40) count += 1;
  }
  return count;
})()`;

/** True where a sample was loaded and decoded. */
const someIsLoaded = `[...document.querySelectorAll('main img')].some((one) => one.naturalWidth > 0)`;

function growHistory(file: string, jobId: string): void {
  const db = new Database(file, { timeout: 20_000 });
  db.prepare('delete from metrics where job_id = ?').run(jobId);
  db.prepare(
    `with recursive steps(n) as (select 1 union all select n + 1 from steps where n < 100000)
     insert into metrics (job_id, step, run_id, loss, lr, steps_per_second)
     select @jobId, n, (select run_id from jobs where id = @jobId), 1.0 / n + (n * 7919 % 1000) / 2000.0, 0.0001, 2
     from steps`,
  ).run({ jobId });
  const add = db.prepare(
    `insert into job_log_chunks (job_id, byte_offset, byte_length, run_id, text)
     select id, log_bytes, @bytes, run_id, @text from jobs where id = @jobId`,
  );
  const grow = db.prepare('update jobs set log_bytes = log_bytes + @bytes where id = @jobId');
  db.transaction(() => {
    for (let chunk = 0; chunk < 300; chunk += 1) {
      const lines = Array.from(
        { length: 1000 },
        (_, at) => `\u001b[32mneedle ${chunk * 1000 + at}\u001b[0m ${hostile}\n`,
      );
      const text = lines.join('');
      const bytes = Buffer.byteLength(text);
      add.run({ jobId, bytes, text });
      grow.run({ jobId, bytes });
    }
  })();
  db.close();
}

function failWith(file: string, jobId: string, message: string): void {
  const db = new Database(file, { timeout: 20_000 });
  db.prepare(
    `update jobs set status = 'FAILED', error_code = 'TRAINING_ERROR', error_message = ?,
       error_reason = 'CUDA_OUT_OF_MEMORY' where id = ?`,
  ).run(message, jobId);
  db.close();
}
