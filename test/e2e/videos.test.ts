import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

const patience = { timeout: 60_000 };

/** A video of the server's own tests: `clip` has 12 pictures of 64 × 48 in one second. */
const video = (name: string): Buffer =>
  readFileSync(new URL(`../../packages/server/test/fixtures/media/${name}`, import.meta.url));

describe.skipIf(!hasBrowser())('videos in the dashboard', { timeout: 120_000 }, () => {
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

  /** Opens a new dataset and adds files to it through the page. */
  async function addTo(name: string, files: Readonly<Record<string, Buffer>>) {
    const { id } = await server.api.createDataset({ body: { name } });
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    const chosen = Object.entries(files).map(([filename, buffer]) => ({
      name: filename,
      mimeType: 'video/mp4',
      buffer,
    }));
    await page.getByLabel('Files to add').setInputFiles(chosen);
    await page.getByText(`${chosen.length} of ${chosen.length} files`).waitFor(patience);
    return page;
  }

  test('a video shows its first picture, plays in full view and tells its facts', async () => {
    const page = await addTo('films', { 'train.mp4': video('clip.mp4') });
    await page.getByText('Ready', { exact: true }).waitFor(patience);
    const tile = page.getByRole('article').filter({ hasText: 'train.mp4' });
    await tile.getByText('1.0 s').waitFor(patience);
    const poster = tile.locator('video');
    await expect.poll(() => poster.evaluate(stateOf), patience).toMatchObject({ widthPx: 64, isReady: true });

    await page.getByRole('button', { name: 'Open train.mp4' }).click();
    const dialog = page.getByRole('dialog');
    const facts = await dialog.locator('dl').textContent();
    expect(facts).toMatch(/Size64 × 48 px.*Frames12.*Rate12 frames\/s.*Length1\.0 s/);
    const player = dialog.locator('video');
    await player.evaluate(play);
    await expect.poll(async () => (await player.evaluate(stateOf)).atSeconds, patience).toBeGreaterThan(0);

    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Facts' }).click();
    await page.getByRole('list', { name: 'Videos by frames' }).getByText('12 frames').waitFor(patience);
    await page.getByRole('list', { name: 'Videos by rate' }).getByText('12 frames/s').waitFor();
    await page.getByRole('list', { name: 'Videos by length' }).getByText('1 s').waitFor();
    expect(new URL(page.url()).search).toBe('?tab=facts');
    await page.reload();
    await page.getByRole('list', { name: 'Videos by frames' }).waitFor(patience);
    expect(await page.getByRole('tab', { name: 'Facts' }).getAttribute('aria-selected')).toBe('true');
  });

  test('a video that the browser cannot play says so, and stays in the dataset', async () => {
    const page = await addTo('old_films', { 'old.avi': video('clip.avi') });
    await page.getByText('Ready', { exact: true }).waitFor(patience);
    await page.getByRole('button', { name: 'Open old.avi' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('alert').getByText('This browser cannot play old.avi.').waitFor(patience);
    await dialog.getByText('12', { exact: true }).waitFor();
  });

  test.each([
    ['cut_off', video('clip.mp4').subarray(0, 1_200), /"cut_off\.mp4" is cut off/],
    ['text', Buffer.from('<script>alert(1)</script>'), /"text\.mp4" is not a video of a known format/],
    ['sound', video('sound-only.mp4'), /"sound\.mp4" has no video track/],
    ['empty', Buffer.alloc(0), /"empty\.mp4" is empty/],
  ])('a video that is none (%s) is named with the reason', async (name, bytes, reason) => {
    const page = await addTo(name, { [`${name}.mp4`]: bytes });
    const alert = page.getByRole('alert').filter({ hasText: 'This dataset cannot be used.' });
    await alert.getByText(reason).waitFor(patience);
    await page.getByText('Failed', { exact: true }).first().waitFor();
  });
});

interface Video {
  readonly videoWidth: number;
  readonly readyState: number;
  readonly currentTime: number;
  muted: boolean;
  play(): Promise<void>;
}

/** In the browser: what a video shows. With its first picture it is ready. */
function stateOf(element: unknown) {
  const { videoWidth, readyState, currentTime } = element as Video;
  return { widthPx: videoWidth, isReady: readyState >= 2, atSeconds: currentTime };
}

/** In the browser: begins to play as the button does. */
function play(element: unknown): Promise<void> {
  const video = element as Video;
  video.muted = true;
  return video.play();
}
