import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { addSmallDataset, reachStatus, submitSmallJob } from './support/small-jobs.ts';

const waiting = { timeout: 30_000, interval: 100 };
const dog = 'a dog on a beach';
const cat = 'a cat in a hat';

describe.skipIf(!hasBrowser())('the samples of a job', { timeout: 60_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;
  let id: string;

  /** Two prompts at steps 0, 10 and 20; that of the cat at step 20 is a video. */
  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    await addSmallDataset(server, 'dogs');
    id = await submitSmallJob(
      server,
      { name: 'sampled', dataset: 'dogs', steps: 20, saveEvery: 10, sampleEvery: 10 },
      (config) => config.replace(`- prompt: ${dog}`, `- prompt: ${dog}\n          - prompt: ${cat}`),
    );
    await reachStatus(server, id, 'STOPPED');
    turnIntoVideo(server.dataDir, id);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function openSamples(view: 'One step' | 'All steps' | 'Compare'): Promise<Page> {
    const { page } = await openDashboard(browser, server, `/jobs/${id}?tab=samples`);
    await page.getByRole('radio', { name: view }).click();
    return page;
  }
  const picture = (page: Page, step: number, prompt: string) =>
    page.getByRole('main').getByRole('img', { name: `Step ${step}: ${prompt}`, exact: true });
  const isDrawn = (page: Page, step: number, prompt: string) =>
    picture(page, step, prompt).evaluate(
      (image: { readonly naturalWidth?: number }) => (image.naturalWidth ?? 0) > 0,
    );
  /** The place of the tile that has the keyboard. */
  const focused = (page: Page) =>
    page.evaluate<string | null>(`document.activeElement?.getAttribute('data-place') ?? null`);

  test('are a grid of prompts and steps, each in full size, through which the arrows lead and back to where one was', async () => {
    const page = await openSamples('All steps');
    expect(await page.getByRole('columnheader').allTextContents()).toEqual([
      'Prompt',
      'Step 0',
      'Step 10',
      'Step 20',
    ]);
    expect(await page.getByRole('rowheader').allTextContents()).toEqual([dog, cat]);
    for (const step of [0, 10, 20]) await expect.poll(() => isDrawn(page, step, dog), waiting).toBe(true);
    await expect.poll(() => isDrawn(page, 10, cat), waiting).toBe(true);

    await page
      .getByRole('main')
      .getByRole('button', { name: `Step 0: ${dog}` })
      .press('Enter');
    const dialog = page.getByRole('dialog');
    const shows = (step: number, prompt: string) =>
      dialog.getByRole('img', { name: `Step ${step}: ${prompt}`, exact: true }).waitFor();
    await shows(0, dog);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await shows(10, dog);
    await page.keyboard.press('ArrowDown');
    await shows(10, cat);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page), waiting).toBe('1 10');
  });

  test('are led through by a slider', async () => {
    const page = await openSamples('One step');
    await picture(page, 20, dog).waitFor();
    const slider = page.getByRole('slider', { name: 'Step' });
    await slider.press('ArrowLeft');
    await picture(page, 10, dog).waitFor();
    await picture(page, 10, cat).waitFor();
    expect(await picture(page, 20, dog).count()).toBe(0);
    await slider.press('Home');
    await picture(page, 0, dog).waitFor();
    expect(await slider.getAttribute('aria-valuetext')).toBe('Step 0');
  });

  test('stand side by side', async () => {
    const page = await openSamples('Compare');
    await picture(page, 0, dog).waitFor();
    await picture(page, 20, dog).waitFor();
    await page.getByRole('slider', { name: 'Left step' }).press('ArrowRight');
    await picture(page, 10, dog).waitFor();
    await picture(page, 20, dog).waitFor();
    expect(await picture(page, 0, dog).count()).toBe(0);
  });

  test('play where they are videos', async () => {
    const page = await openSamples('All steps');
    const tile = page.getByRole('main').locator('video');
    const widthOf = (selector: string) =>
      page.evaluate<number>(`document.querySelector('${selector}')?.videoWidth ?? 0`);
    await expect.poll(() => widthOf('main video'), waiting).toBe(64);
    expect(await tile.getAttribute('aria-label')).toBe(`Step 20: ${cat}`);
    await tile.hover();
    await expect
      .poll(() => page.evaluate<number>(`document.querySelector('main video').currentTime`), waiting)
      .toBeGreaterThan(0);
    await tile.click();
    await expect.poll(() => widthOf('[role=dialog] video'), waiting).toBe(64);
    expect(await page.getByRole('dialog').locator('video[controls]').count()).toBe(1);
    await page.keyboard.press('ArrowUp');
    await page
      .getByRole('dialog')
      .getByRole('img', { name: `Step 20: ${dog}` })
      .waitFor();
  });

  test('are deleted one by one with the Delete key, and so are checkpoints, with a word on what a resume then does', async () => {
    const page = await openSamples('All steps');
    const made = async () => server.api.getJobResult({ params: { job_id: id } });
    await page
      .getByRole('main')
      .getByRole('button', { name: `Step 10: ${dog}` })
      .press('Enter');
    const view = page.getByRole('dialog');
    const question = page.getByRole('alertdialog');
    const viewHasKeyboard = () =>
      expect
        .poll(() => page.evaluate(`document.activeElement?.getAttribute('role')`), waiting)
        .toBe('dialog');
    await view.getByRole('heading', { name: 'Step 10' }).waitFor();
    await page.keyboard.press('Delete');
    await question.getByText(dog).waitFor();
    // Its keys are its own: nothing moves behind it, and Escape closes it alone.
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await view.getByRole('heading', { name: 'Step 10' }).waitFor();
    await viewHasKeyboard();
    await page.keyboard.press('Delete');
    await question.getByRole('button', { name: 'Delete sample' }).click();
    await view.getByRole('heading', { name: 'Step 20' }).waitFor();
    await viewHasKeyboard();
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
    expect(await picture(page, 10, dog).count()).toBe(0);
    await picture(page, 10, cat).waitFor();
    expect((await made()).artifacts.samples).toHaveLength(5);

    await page.getByRole('tab', { name: /Checkpoints/ }).click();
    const before = await made();
    const newest = before.resume?.from_step;
    expect(before.resume).toMatchObject({ from_step: 20, previous_step: 10 });
    for (const { filename, step } of before.artifacts.checkpoints.filter((one) => one.step === newest)) {
      await page.getByRole('button', { name: `Delete ${filename}`, exact: true }).click();
      await question.getByText(filename).waitFor();
      const isLastOfStep =
        (await made()).artifacts.checkpoints.filter((one) => one.step === step).length === 1;
      if (isLastOfStep) await question.getByText('goes on from step 10 in place of step 20').waitFor();
      await question.getByRole('button', { name: 'Delete checkpoint' }).click();
      await question.waitFor({ state: 'detached' });
      await page.getByText(filename, { exact: true }).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Delete optimizer state' }).click();
    await question.getByRole('button', { name: 'Delete it' }).click();
    await page.getByRole('button', { name: 'Delete optimizer state' }).waitFor({ state: 'detached' });
    expect(await made()).toMatchObject({
      artifacts: { checkpoints: [{ step: 10 }] },
      optimizer_states: [],
      resume: { from_step: 10, previous_step: 0 },
    });
  });
});

/** Puts a video in the place of the last sample, as a trainer of a video model makes it. */
function turnIntoVideo(dataDir: string, jobId: string): void {
  const video = readFileSync(
    fileURLToPath(new URL('../../packages/server/test/fixtures/media/clip.webm', import.meta.url)),
  );
  const db = new Database(join(dataDir, 'trainyard.db'), { timeout: 20_000 });
  const { id, object_key } = db
    .prepare(
      `select id, object_key from artifacts where job_id = ? and kind = 'sample' and step = 20 and idx = 1`,
    )
    .get(jobId) as { id: string; object_key: string };
  writeFileSync(join(dataDir, 'objects/files', object_key), video);
  db.prepare(
    `update artifacts set filename = '1__000000020_1.webm', size_bytes = ?, sha256 = ? where id = ?`,
  ).run(video.length, createHash('sha256').update(video).digest('hex'), id);
  db.close();
}
