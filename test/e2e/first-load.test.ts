import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { waitUntilLoaded } from './support/every-page.ts';

const assets = fileURLToPath(new URL('../../packages/dashboard/dist/assets/', import.meta.url));
const mostKilobytes = 250;

/** What is loaded on demand, each with a text that only its code holds, however its file is called. */
const onDemand = [
  { part: 'the editor', mark: 'cm-gutters' },
  { part: 'the charts', mark: 'u-legend' },
  { part: 'the checks of configs', mark: 'The config is empty.' },
];

describe.skipIf(!hasBrowser())('what the first page loads', { timeout: 60_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;
  let loaded: Map<string, string>;

  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    loaded = await loadJobs();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** The scripts that a browser with an empty cache asks for until the jobs are there, by path. */
  async function loadJobs(): Promise<Map<string, string>> {
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    const scripts: Promise<[string, string]>[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) scripts.push(response.text().then((text) => [pathname, text]));
    });
    await page.goto('/jobs');
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    await waitUntilLoaded(page);
    const texts = new Map(await Promise.all(scripts));
    await context.close();
    return texts;
  }

  test(`the jobs need less than ${mostKilobytes} kB of gzipped JavaScript`, () => {
    const sizes = [...loaded].map(([path, text]) => ({ path, sizeBytes: gzipSync(text).length }));
    const sizeBytes = sizes.reduce((sum, size) => sum + size.sizeBytes, 0);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizeBytes, JSON.stringify(sizes, null, 2)).toBeLessThan(mostKilobytes * 1000);
  });

  test.each(onDemand)('$part is not among it, but in a file of its own', ({ mark }) => {
    const built = readdirSync(assets).filter((name) => name.endsWith('.js'));
    const holders = built.filter((name) => readFileSync(`${assets}${name}`, 'utf8').includes(mark));
    expect(holders).not.toEqual([]);
    for (const [path, text] of loaded) expect(text.includes(mark), path).toBe(false);
  });
});
