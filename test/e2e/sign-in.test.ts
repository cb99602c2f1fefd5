import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

describe.skipIf(!hasBrowser())('signing in', { timeout: 60_000 }, () => {
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

  test('a token leads to the page that was asked for, and signing out to the sign-in', async () => {
    const { page, context } = await openDashboard(browser, server, '/settings/tokens', { token: null });
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings/tokens');
    const cookies = await context.cookies();
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/' }]);
    expect(cookies.map(({ value }) => value)).not.toContain(server.token);

    await page.getByRole('button', { name: /ada/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await context.cookies()).toEqual([]);
  });

  test('a wrong token is refused in words, and nothing is kept', async () => {
    const { page, context } = await openDashboard(browser, server, '/', { token: null });
    await page.getByLabel('Token').fill('ty_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await context.cookies()).toEqual([]);
  });

  test('a session that has ended leads to the sign-in, and from there back', async () => {
    const { page, context } = await openDashboard(browser, server, '/jobs');
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    await context.clearCookies();
    await page.getByRole('link', { name: 'Failed', exact: true }).click();
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  });
});
