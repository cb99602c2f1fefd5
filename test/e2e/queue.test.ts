import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { addSmallDataset, reachStatus, submitSmallJob } from './support/small-jobs.ts';

describe.skipIf(!hasBrowser())('the page of the queue', { timeout: 60_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;
  let operator: string;

  beforeAll(async () => {
    server = await startDashboardServer(['--gpus', 'ADA_80_PLUS=2']);
    browser = await launchBrowser();
    operator = server.createToken('olga', { administrator: true });
    await addSmallDataset(server, 'dogs');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('lets an administrator pause and resume the queue and a GPU, over a restart, and everybody see it', async () => {
    const { page } = await openDashboard(browser, server, '/queue', { token: operator });
    await page.getByRole('button', { name: 'Pause the queue' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('New driver at noon');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    const banner = page.getByRole('region', { name: 'The queue is paused' });
    await banner.getByText('New driver at noon').waitFor();
    expect(await page.getByRole('button', { name: 'Pause the queue' }).count()).toBe(0);

    const id = await submitSmallJob(server, { name: 'patient', dataset: 'dogs', steps: 5 });
    await server.kill();
    await server.restart();
    const { page: adas } = await openDashboard(browser, server, '/queue', { size: 'phone' });
    await adas.getByRole('region', { name: 'The queue is paused' }).getByText('By olga').waitFor();
    await adas.getByText(/^The queue is paused by olga since .*: New driver at noon\.$/).waitFor();
    expect(await adas.getByRole('button', { name: /Pause|Resume/ }).count()).toBe(0);
    expect(await adas.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
    await adas.goto(`/jobs/${id}`);
    await adas.getByText(/The queue is paused by olga/).waitFor();

    await adas.goto('/jobs');
    await adas.getByText(/^The queue is paused by olga/).waitFor();

    const cards = page.getByRole('list', { name: 'GPUs' });
    await cards.getByRole('button', { name: 'Pause ADA_80_PLUS #1' }).click();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await cards.getByText('Paused by olga.').waitFor();
    await banner.getByRole('button', { name: 'Resume' }).click();
    await banner.waitFor({ state: 'detached' });
    await reachStatus(server, id, 'STOPPED');
    await cards.getByRole('button', { name: 'Resume ADA_80_PLUS #1' }).click();
    await cards.getByText('Paused by olga.').waitFor({ state: 'detached' });
    expect((await server.api.getQueue()).pauses).toEqual([]);
  });
});
