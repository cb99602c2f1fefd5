import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { everyPage, waitUntilLoaded } from './support/every-page.ts';
import { fillStudio, type Studio, studioSettings } from './support/studio.ts';
import { findTabFaults } from './support/tab-walk.ts';
import { windowSizes } from './support/window-sizes.ts';

/**
 * Each theme and each size once: a theme changes colours alone, and a size what is where. Pages are not loaded anew
 * for the second: it comes as it does where somebody's evening begins, or a window is made small.
 */
const views = [
  { theme: 'light', size: 'desk' },
  { theme: 'dark', size: 'phone' },
] as const;
/** Few: what is trained is looked at, not judged. */
const steps = 30;

/** What opens over a page, and how. */
interface Opening {
  readonly what: string;
  readonly path: (studio: Studio) => string;
  /** The name of the button. */
  readonly opener: string | RegExp;
  /** What is chosen of the menu that the button opens; not there where it opens no menu. */
  readonly item?: string;
  readonly role: 'dialog' | 'alertdialog';
}

describe.skipIf(!hasBrowser())('every page of the dashboard', { timeout: 120_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;
  let studio: Studio;
  let signedIn: BrowserContext;
  let signedOut: BrowserContext;

  beforeAll(async () => {
    server = await startDashboardServer(studioSettings);
    browser = await launchBrowser();
    studio = await fillStudio(server, steps);
    signedIn = await browser.newContext({ baseURL: server.url });
    await signedIn.request.post('/prod/v1/session', { data: { token: server.token } });
    signedOut = await browser.newContext({ baseURL: server.url });
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** What is amiss with a page in each of the views. */
  async function findFaults(context: BrowserContext, path: string): Promise<string[]> {
    const faults: string[] = [];
    const page = await context.newPage();
    onTestFinished(() => page.close());
    let view = 'while it loads';
    const note = (fault: string) => faults.push(`${view}: ${fault}`);
    page.on('pageerror', (error) => note(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') note(message.text());
    });
    for (const { theme, size } of views) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(windowSizes[size]);
      if (page.url() === 'about:blank') await page.goto(path);
      await waitUntilLoaded(page);
      view = `${theme}, ${size}`;
      for (const fault of await findInaccessible(page)) note(fault);
      const tooWidePx = () => page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
      // What is drawn to measure, such as a chart, follows its window a moment later.
      const isTooWide = () => tooWidePx().then((px) => px > 0);
      await expect
        .poll(isTooWide, { timeout: 5_000 })
        .toBe(false)
        .catch(async () => note(`${await tooWidePx()} px are beyond the right edge`));
      if (size === 'desk') for (const fault of await findTabFaults(page)) note(fault);
    }
    return faults;
  }

  test('sign-in is accessible, fits the window and raises no errors', async () => {
    expect(await findFaults(signedOut, '/sign-in')).toEqual([]);
  });

  test.each(everyPage)(
    '$name is accessible, also by keys alone, fits the window and raises no errors',
    async ({ path }) => {
      expect(await findFaults(signedIn, path(studio))).toEqual([]);
    },
  );

  test.each<Opening>([
    { what: 'a dialog', path: () => '/settings/tokens', opener: 'New token', role: 'dialog' },
    { what: 'a question', path: () => '/settings/tokens', opener: 'Revoke Render farm', role: 'alertdialog' },
    {
      what: 'a question behind a menu',
      path: () => '/jobs',
      opener: /^Actions for locomotive_sdxl_v2/,
      item: 'Delete …',
      role: 'alertdialog',
    },
    {
      what: 'a dialog that is made when it opens',
      path: ({ failed }) => `/jobs/${failed}`,
      opener: 'Try again',
      role: 'dialog',
    },
    {
      what: 'a sample over the whole window',
      path: ({ finished }) => `/jobs/${finished}?tab=samples`,
      opener: /^Open sample|yardo, a small/,
      role: 'dialog',
    },
    {
      what: 'an item of a dataset',
      path: ({ dataset }) => `/datasets/${dataset}`,
      opener: 'Open yardo_02.png',
      role: 'dialog',
    },
  ])('$what closes with Escape, and keeps the keyboard until then', async ({ path, opener, item, role }) => {
    const page = await signedIn.newPage();
    onTestFinished(() => page.close());
    await page.goto(path(studio));
    const button = page.getByRole('button', { name: opener }).first();
    const open = async () => {
      await button.focus();
      await page.keyboard.press('Enter');
      if (item !== undefined) {
        await page.getByRole('menuitem', { name: item }).focus();
        await page.keyboard.press('Enter');
      }
      await page.getByRole(role).waitFor();
    };
    await open();
    await page.keyboard.press('Escape');
    await page.getByRole(role).waitFor({ state: 'detached' });
    await expect.poll(() => button.evaluate((element) => element.matches(':focus'))).toBe(true);
    await open();
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate<boolean>(`document.activeElement.closest('[role=${role}]') !== null`)).toBe(
        true,
      );
    }
  });
});

/** Serious and critical violations of accessibility, by rule and element. */
async function findInaccessible(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not bind.
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes[0].html + ' ' + nodes[0].failureSummary))`);
}
