import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { DashboardServer } from './dashboard-server.ts';
import { windowSizes } from './window-sizes.ts';

/** A signed-in page of the dashboard, and its browser context. */
export interface DashboardPage {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** Messages of the browser about answers that a test provokes; everything else on the console is a fault. */
const aboutAnswers = /^Failed to load resource/;

/**
 * Opens a path of the dashboard in a context of its own, signed in as `ada` or with `token`. Anything that
 * breaks the Content-Security-Policy, throws or is written to the console as an error fails the running test.
 */
export async function openDashboard(
  browser: Browser,
  server: DashboardServer,
  path: string,
  options: {
    readonly token?: string | null;
    readonly size?: keyof typeof windowSizes;
    /** What may be written to the console, because the test provokes it. */
    readonly provokes?: RegExp;
  } = {},
): Promise<DashboardPage> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: windowSizes[options.size ?? 'desk'],
    acceptDownloads: true,
  });
  const token = options.token === undefined ? server.token : options.token;
  if (token !== null) {
    const answer = await context.request.post('/prod/v1/session', { data: { token } });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${error}`));
  page.on('console', (message) => {
    const text = message.text();
    const isProvoked = aboutAnswers.test(text) || options.provokes?.test(text) === true;
    if (message.type() === 'error' && !isProvoked) faults.push(text);
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults, 'what the browser complained of').toEqual([]);
  });
  await page.goto(path);
  return { page, context };
}
