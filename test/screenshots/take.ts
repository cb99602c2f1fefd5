import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import type { DashboardServer } from '../e2e/support/dashboard-server.ts';
import { everyPage, waitUntilLoaded } from '../e2e/support/every-page.ts';
import type { Studio } from '../e2e/support/studio.ts';
import { windowSizes } from '../e2e/support/window-sizes.ts';

export interface TakeOptions {
  readonly server: DashboardServer;
  readonly browser: Browser;
  readonly studio: Studio;
  /** An existing folder for all pictures. */
  readonly out: string;
  /** An existing folder for those that the documents show. */
  readonly published: string;
}

/** What the documents show: some light, some dark. */
const inDocuments = new Set([
  'jobs-desk-light',
  'job-desk-dark',
  'dataset-desk-light',
  'new-job-copy-desk-dark',
]);

/** Takes every page at every size and in both themes; answers how many pictures that made. */
export async function takeEveryPage({
  server,
  browser,
  studio,
  out,
  published,
}: TakeOptions): Promise<number> {
  let count = 0;
  const write = async (page: Page, name: string): Promise<void> => {
    const picture = await sharp(await page.screenshot())
      .png({ palette: true, quality: 90, effort: 8 })
      .toBuffer();
    await sharp(picture).toFile(join(out, `${name}.png`));
    if (inDocuments.has(name)) await sharp(picture).toFile(join(published, `${name}.png`));
    count += 1;
  };
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(windowSizes)) {
      const context = await browser.newContext({ baseURL: server.url, colorScheme, viewport });
      const page = await context.newPage();
      await page.goto('/sign-in');
      await waitUntilLoaded(page);
      await write(page, `sign-in-${size}-${colorScheme}`);
      await page.getByLabel('Token').fill(server.token);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Jobs' }).waitFor();
      for (const { name, path } of everyPage) {
        await page.goto(path(studio));
        await waitUntilLoaded(page);
        await write(page, `${name}-${size}-${colorScheme}`);
      }
      await context.close();
    }
  }
  return count;
}
