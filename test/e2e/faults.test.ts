import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

const waiting = { timeout: 20_000 };

/** A picture of noise, which no format makes small. */
async function noise(side: number): Promise<Buffer> {
  const bytes = randomBytes(side * side * 3);
  return sharp(bytes, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

describe.skipIf(!hasBrowser())('a fault of the server', { timeout: 60_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('that is stopped is told on the page, and on one that is opened meanwhile, and both go on by themselves', async () => {
    const listed = await openDashboard(browser, server, '/jobs');
    const { page } = await openDashboard(browser, server, '/jobs', {
      provokes: /^ConnectionError: No answer/,
    });
    for (const one of [page, listed.page]) await one.getByText('No jobs yet').waitFor();
    await server.kill();
    let isBack = false;
    onTestFinished(() => (isBack ? undefined : server.restart()));
    // Its program was not loaded yet.
    await page.getByRole('link', { name: 'Queue and GPUs' }).click();
    await page.getByRole('alert').getByText('The server does not answer').waitFor(waiting);
    await server.restart();
    isBack = true;
    await page.getByRole('list', { name: 'GPUs' }).waitFor(waiting);
    await listed.page.getByText('The server does not answer').waitFor({ state: 'detached', ...waiting });
  });

  test('that has no room left is told of a file that is sent, which arrives by itself once there is', async () => {
    const { id } = await server.api.createDataset({ body: { name: 'large' } });
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);

    server.limitFiles(3_000_000);
    onTestFinished(() => server.limitFiles(null));
    await page
      .getByLabel('Files to add')
      .setInputFiles({ name: 'noise.png', mimeType: 'image/png', buffer: await noise(1200) });
    await page.getByText(/could not be written to the storage of this server/).waitFor(waiting);
    server.limitFiles(null);
    await expect
      .poll(async () => (await server.api.getDatasetStatus({ params: { dataset_id: id } })).status, waiting)
      .toBe('READY');
  });

  test('that has had too many wrong tokens is told with how long to wait, and the right one works at once', async () => {
    for (let count = 0; count < 10; count += 1) {
      await fetch(`${server.url}/prod/v1/session`, { method: 'POST', body: '{"token":"ty_wrong"}' });
    }
    const { page } = await openDashboard(browser, server, '/jobs', { token: null });
    await page.getByLabel('Token').fill('ty_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('alert')
      .getByText(/Try again in \d+ s/)
      .waitFor();
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  });
});
