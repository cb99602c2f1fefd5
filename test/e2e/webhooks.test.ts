import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { startReceiver } from '../../packages/server/test/support/webhook-receiver.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

describe.skipIf(!hasBrowser())('the log of a webhook', { timeout: 60_000 }, () => {
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

  test('shows what was given up, and sends it again', async () => {
    let isGone = true;
    const receiver = await startReceiver((_message, response) => {
      response.writeHead(isGone ? 410 : 204).end();
    });
    await server.api.createWebhook({ body: { url: receiver.url } });
    const { page } = await openDashboard(browser, server, '/settings/webhooks');
    await page.getByRole('button', { name: 'Send a test' }).click();
    const log = page.getByRole('list', { name: 'Deliveries' });
    await log.getByText('Given up').waitFor({ timeout: 30_000 });
    isGone = false;
    await log.getByText('webhook.test', { exact: true }).click();
    await log.getByRole('button', { name: 'Send again' }).click();
    await log.getByText('Delivered').waitFor({ timeout: 30_000 });
    await log.getByText('answered 204 at attempt 2').waitFor();
    const [first, second] = await receiver.messages(2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  });
});
