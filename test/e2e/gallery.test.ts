import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { isDrawn } from './support/is-drawn.ts';
import { seededName, seedPictures } from './support/seed-pictures.ts';

const pictures = 10_000;
/** Stops on the way from the top to the bottom. */
const stops = 25;
/** What fits a window of 1280 × 800 at the first size of tiles, with the rows kept ready above and below. */
const mostTiles = 60;
const mostNodes = 4_000;
/** What is known of ten thousand items, with their addresses, may stay; pictures and tiles may not. */
const mostGrownBytes = 30_000_000;
const patience = { timeout: 60_000 };

describe.skipIf(!hasBrowser())('a gallery of ten thousand pictures', { timeout: 240_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;
  let datasetId: string;

  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    datasetId = (await server.api.createDataset({ body: { name: 'ten_thousand' } })).id;
    await seedPictures(server, datasetId, pictures);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('scrolls from its first to its last picture, and keeps neither tiles nor memory', async () => {
    const { page, context } = await openDashboard(browser, server, `/datasets/${datasetId}`);
    await page.getByText('10,000 of 10,000').waitFor(patience);
    await seesPicture(page, 0);
    const debuggee = await context.newCDPSession(page);
    const before = await measure(debuggee);
    for (let stop = 1; stop <= stops; stop += 1) {
      await scrollTo(page, stop / stops);
      await expect.poll(() => page.evaluate<boolean>(tilesAreInSight), patience).toBe(true);
      const tiles = await page.getByRole('article').count();
      expect(tiles, `tiles at stop ${stop}`).toBeGreaterThan(0);
      expect(tiles, `tiles at stop ${stop}`).toBeLessThanOrEqual(mostTiles);
    }
    await seesPicture(page, pictures - 1);
    expect(await page.getByRole('article').last().getByRole('checkbox').getAttribute('aria-label')).toBe(
      `Choose ${seededName(pictures - 1)}`,
    );
    await scrollTo(page, 0);
    await seesPicture(page, 0);
    const after = await measure(debuggee);
    expect(after.nodes, 'nodes, those that are not in the page any more too').toBeLessThan(mostNodes);
    expect(after.heapBytes - before.heapBytes, 'bytes of grown heap').toBeLessThan(mostGrownBytes);
  });

  test('is found through by name, and opens what was found', async () => {
    const { page } = await openDashboard(browser, server, `/datasets/${datasetId}`);
    await page.getByRole('searchbox').fill('PICTURE_0777');
    await page.getByText('10 of 10,000').waitFor(patience);
    await page.getByRole('button', { name: `Open ${seededName(7_775)}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('96 × 64 px').waitFor();
    for (let next = 7_776; next < 7_780; next += 1) {
      await dialog.getByRole('button', { name: 'Next' }).click();
      await dialog.getByRole('heading', { name: seededName(next) }).waitFor();
    }
    expect(await dialog.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  });
});

/** Scrolls the gallery to a part of its height, from 0 to 1, as a drag of its scroll bar does. */
async function scrollTo(page: Page, part: number): Promise<void> {
  await page.getByRole('region', { name: 'Gallery' }).evaluate((element, to) => {
    const box = element as unknown as { scrollTop: number; readonly scrollHeight: number };
    box.scrollTop = box.scrollHeight * to;
  }, part);
}

/** Waits until the picture at a place has been drawn within the gallery. */
async function seesPicture(page: Page, index: number): Promise<void> {
  const picture = page.getByRole('img', { name: seededName(index) });
  await picture.waitFor(patience);
  await expect.poll(() => picture.evaluate(isDrawn), patience).toBe(true);
}

/** Runs in the page: tiles are in sight, and no shape of one that is yet to come. */
const tilesAreInSight = `(() => {
  const gallery = document.querySelector('[aria-label="Gallery"]');
  const { top, bottom } = gallery.getBoundingClientRect();
  const isInSight = (element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  };
  const has = (selector) => [...gallery.querySelectorAll(selector)].some(isInSight);
  return has('article') && !has('.animate-pulse');
})()`;

/** What the page holds once everything that can be freed has been. */
async function measure(debuggee: CDPSession): Promise<{ heapBytes: number; nodes: number }> {
  await debuggee.send('HeapProfiler.collectGarbage');
  const { usedSize } = await debuggee.send('Runtime.getHeapUsage');
  const { nodes } = await debuggee.send('Memory.getDOMCounters');
  return { heapBytes: usedSize, nodes };
}
