import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { trainConfig } from '../../packages/server/test/support/train-config.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { addSmallDataset, reachStatus, submitSmallJob } from './support/small-jobs.ts';

const waiting = { timeout: 30_000, interval: 100 };
const resumed = { name: 'resumed', dataset: 'dogs', saveEvery: 20, sampleEvery: 1000 };
const gib = 1024 ** 3;

describe.skipIf(!hasBrowser())('the curves of a job', { timeout: 90_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;
  let id: string;

  /** A job of two runs, the second from step 20 to 40, and another one of 30 steps. */
  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    await addSmallDataset(server, 'dogs');
    id = await submitSmallJob(server, { ...resumed, steps: 20 });
    const other = await submitSmallJob(server, { ...resumed, name: 'the_other', steps: 30 });
    await reachStatus(server, id, 'STOPPED');
    const params = { job_id: id };
    const config_file = trainConfig({ ...resumed, steps: 40 });
    await server.api.editJob({ params, body: { config_file_format: 'yaml', config_file } });
    await server.api.resumeJob({ params });
    await reachStatus(server, id, 'RUNNING', 'STOPPED');
    await reachStatus(server, id, 'STOPPED');
    await reachStatus(server, other, 'STOPPED');
    addGpuReadings(join(server.dataDir, 'trainyard.db'), id);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const lossChart = (page: Page) => page.locator('figure', { has: page.getByLabel(/^Loss by step/) });
  /** The first chart is that of the loss. */
  const drawing = (page: Page) =>
    page.evaluate<string>(`document.querySelector('figure canvas').toDataURL()`);
  const rowsMarkedAt = (page: Page, step: number) =>
    page.evaluate<number>(`(${countMarked})(document.querySelector('figure'), ${(step - 1) / 39})`);

  async function openCurves(): Promise<{ page: Page; loss: Locator }> {
    const { page } = await openDashboard(browser, server, `/jobs/${id}`);
    const loss = lossChart(page);
    await expect.poll(() => loss.getAttribute('data-points'), waiting).toBe('40');
    return { page, loss };
  }

  test('say of an ended job what it took, without the pause between its runs, and nothing of what is to come', async () => {
    const { page } = await openCurves();
    const { runs } = await server.api.listJobRuns({ params: { job_id: id } });
    const tookMs = runs.reduce(
      (sum, run) => sum + Date.parse(run.ended_at ?? '') - Date.parse(run.started_at ?? ''),
      0,
    );
    const facts = page.getByLabel('Progress', { exact: true });
    const factOf = (name: string) =>
      facts.locator('div', { has: page.getByText(name, { exact: true }) }).last();
    await expect
      .poll(() => factOf('Took').locator('dd').textContent(), waiting)
      .toMatch(tookMs < 60_000 ? new RegExp(`^${Math.round(tookMs / 1000)} s$`) : /min/);
    expect(await factOf('Mean speed').locator('dd').textContent()).toMatch(/steps\/s|s per step/);
    for (const words of ['Time left', 'Live', 'Connecting', 'Reconnecting']) {
      expect(await facts.getByText(words, { exact: true }).count()).toBe(0);
    }
  });

  test('mark where a resume began', async () => {
    const { page } = await openCurves();
    await page.getByRole('img', { name: /^Loss by step\..*Run 2 from 21\./ }).waitFor();
    // The dashed line covers more than half of its column, and no other column has one.
    await expect.poll(() => rowsMarkedAt(page, 21), waiting).toBeGreaterThan(80);
    expect(await rowsMarkedAt(page, 15)).toBeLessThan(40);
    expect(await page.getByRole('img', { name: /^Learning rate by step\..*Run 2 from 21\./ }).count()).toBe(
      1,
    );
  });

  test('are compared with those of another job, on a logarithmic axis, and smoothed', async () => {
    const { page, loss } = await openCurves();
    const alone = await drawing(page);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByLabel('Find a job').fill('OTHER');
    await page.getByRole('checkbox', { name: 'the_other' }).click();
    const legend = loss.locator('figcaption');
    await legend.getByText('the_other').waitFor();
    await page.getByRole('img', { name: /^Loss by step\..*the_other 0\.\d+/ }).waitFor();
    await expect.poll(() => drawing(page), waiting).not.toBe(alone);
    await page.getByRole('checkbox', { name: 'the_other' }).click();
    await legend.getByText('the_other').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await expect.poll(() => drawing(page), waiting).toBe(alone);

    await page.getByRole('switch', { name: 'Log scale' }).click();
    await expect.poll(() => drawing(page), waiting).not.toBe(alone);
    await page.getByRole('switch', { name: 'Log scale' }).click();
    await expect.poll(() => drawing(page), waiting).toBe(alone);

    await page.getByRole('slider', { name: 'Smoothing' }).press('Home');
    await legend.getByText('Loss', { exact: true }).waitFor();
    expect(await legend.getByText('Smoothed').count()).toBe(0);
    const { metrics } = await server.api.getJobMetrics({ params: { job_id: id } });
    const last = Number(await legend.locator('.font-medium').last().textContent());
    expect(last).toBeCloseTo(metrics.at(-1)?.loss ?? Number.NaN, 2);
    await page.getByRole('slider', { name: 'Smoothing' }).press('End');
    await legend.getByText('Smoothed').waitFor();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(Number(await loss.getAttribute('data-from'))).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'Show all steps' }).click();
    expect(await loss.getAttribute('data-from')).toBeNull();
  });

  test('are compared with one that trains now, point by point as they come', async () => {
    const { page, loss } = await openCurves();
    const running = await submitSmallJob(server, { ...resumed, name: 'trains_on', steps: 1_000_000 });
    await reachStatus(server, running, 'RUNNING');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('checkbox', { name: 'trains_on' }).click();
    const points = async () => Number(await loss.getAttribute('data-points'));
    await expect.poll(points, waiting).toBeGreaterThan(40);
    const first = await points();
    await expect.poll(points, waiting).toBeGreaterThan(first);
    await server.api.cancelJob({ params: { job_id: running } });
  });

  test('are joined by memory and load of its GPU over the time of training, without the day between the runs', async () => {
    const { page } = await openCurves();
    const memory = page.getByRole('img', {
      name: /^Memory of the GPU by time of training\. From 0 s to 1 min 10 s\./,
    });
    await memory.waitFor();
    expect(await memory.getAttribute('aria-label')).toMatch(/GPU 47\.2 GB.*Run 2 from 40 s\./);
    const load = page.getByRole('img', { name: /^Load of the GPU/ });
    expect(await load.getAttribute('aria-label')).toMatch(/Last values: GPU 93 %\./);
  });
});

/** Rows of the column at a part of the width that look otherwise than the column a little to its left. */
const countMarked = `(figure, part) => {
  const canvas = figure.querySelector('canvas');
  const [frame, plot] = [canvas, figure.querySelector('.u-over')].map((one) => one.getBoundingClientRect());
  const ratio = canvas.width / frame.width;
  const x = Math.round((plot.left - frame.left + part * plot.width) * ratio);
  const { data, width, height } = canvas.getContext('2d').getImageData(x - 5, 0, 8, canvas.height);
  const at = (column, row) => data.slice((row * width + column) * 4, (row * width + column) * 4 + 4).join();
  let count = 0;
  for (let row = 0; row < height; row += 1) {
    if ([4, 5, 6].some((column) => at(column, row) !== at(0, row))) count += 1;
  }
  return count;
}`;

/** What `nvidia-smi` would have said every ten seconds of both runs, a day apart. */
function addGpuReadings(file: string, jobId: string): void {
  const db = new Database(file, { timeout: 20_000 });
  const runs = db.prepare('select id from runs where job_id = ? order by number').all(jobId) as {
    id: string;
  }[];
  const add = db.prepare(
    `insert into gpu_readings (run_id, at, gpu_id, job_id, memory_used_bytes, memory_total_bytes, utilization_percent)
     values (?, ?, 'GPU-a', ?, ?, ?, ?)`,
  );
  for (const [place, run] of runs.entries()) {
    for (let second = 0; second <= 30; second += 10) {
      const at = Date.parse('2026-01-01T00:00:00Z') + (place * 86_400 + second) * 1000;
      add.run(run.id, at, jobId, (41 + place * 3) * gib, 80 * gib, 90 + second / 10);
    }
  }
  db.close();
}
