import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { recordedTrainer } from '../../packages/server/test/support/recorded-trainer.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

describe.skipIf(!hasBrowser())('captioning by a model in the dashboard', { timeout: 120_000 }, () => {
  let folder: string;
  let server: DashboardServer;
  let builtin: DashboardServer;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-captioning-'));
    const { aiToolkitDir, aiToolkitPython } = recordedTrainer(folder, 'export HF_HUB_OFFLINE=1');
    const trainer = ['--trainer', 'ai-toolkit', '--ai-toolkit-dir', aiToolkitDir];
    server = await startDashboardServer([
      ...trainer,
      ...['--ai-toolkit-python', aiToolkitPython, '--gpus', 'ADA_80_PLUS=1'],
    ]);
    builtin = await startDashboardServer();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    const { captionings } = await server.api.listCaptionings({
      params: { dataset_id: await datasetId(server) },
    });
    for (const { id } of captionings) await server.api.cancelCaptioning({ params: { captioning_id: id } });
    await server.close();
    await builtin.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function datasetId({ api }: DashboardServer): Promise<string> {
    const { datasets } = await api.listDatasets({});
    return datasets[0]?.id ?? '';
  }

  async function addDataset({ api }: DashboardServer): Promise<string> {
    const { id } = await api.createDataset({ body: { name: 'harbour' } });
    for (const [index, background] of ['#37a', '#a73', '#3a7'].entries()) {
      const picture = await sharp({ create: { width: 96, height: 64, channels: 3, background } })
        .png()
        .toBuffer();
      const file = { filename: `boat_${index}.png`, body: new Uint8Array(picture) };
      await api.uploadDatasetFile({ params: { dataset_id: id }, file });
    }
    await expect
      .poll(async () => (await api.getDatasetStatus({ params: { dataset_id: id } })).status, {
        timeout: 30_000,
      })
      .toBe('READY');
    return id;
  }

  test('is asked for, watched, and ends with captions and with what failed', async () => {
    const id = await addDataset(server);
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByRole('button', { name: 'Caption by a model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'One sentence' }).click();
    expect(await dialog.getByLabel('Prompt').inputValue()).toContain('in one sentence');
    await dialog.getByLabel('Model', { exact: true }).click();
    await page.getByRole('option', { name: 'Another one …' }).click();
    await dialog.getByLabel('Its name').fill('/etc');
    const behaviour = { waitsIn: folder, fails: ['boat_2.png'] };
    await dialog.getByLabel('Prompt').fill(`behaviour ${JSON.stringify(behaviour)}`);
    await dialog.getByRole('button', { name: 'Start captioning' }).click();
    await dialog.getByRole('alert').getByText('name a repository on Hugging Face').waitFor();
    await dialog.getByLabel('Its name').fill('owner/sees');
    await dialog.getByRole('button', { name: 'Start captioning' }).click();
    await dialog.waitFor({ state: 'hidden' });

    writeFileSync(join(folder, 'boat_0.png'), '');
    await page.getByText(/1 of 3 files · 1 caption/).waitFor({ timeout: 45_000 });
    await page.getByText('boat_0.png, as owner/sees sees it').waitFor();
    expect(await page.getByRole('button', { name: 'Captioning …' }).isDisabled()).toBe(true);

    const { page: queue } = await openDashboard(browser, server, '/queue');
    const row = queue.getByRole('table', { name: 'Running jobs' }).getByRole('row').nth(1);
    await row.getByText('Captioning').waitFor();
    expect(await row.textContent()).toContain('1 of 3 files');
    await row.getByRole('link', { name: 'harbour' }).click();
    await queue.getByRole('heading', { name: 'harbour' }).waitFor();

    for (const index of [1, 2]) writeFileSync(join(folder, `boat_${index}.png`), '');
    await page.getByText('3 of 3 files · 2 captions · 1 failed').waitFor({ timeout: 30_000 });
    await page.getByText('1 file without a caption').click();
    await page.getByText('cannot identify image file').waitFor();
    await page.getByText('boat_1.png, as owner/sees sees it').waitFor();
    await page.getByRole('button', { name: 'Log' }).click();
    await page.getByRole('dialog').getByText('Captioning complete').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('3 of 3 files').waitFor({ state: 'hidden' });
  });

  test('is cancelled on the page, and what was captioned stays', async () => {
    const id = await datasetId(server);
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByRole('button', { name: 'Caption by a model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What to caption').click();
    await page.getByRole('option', { name: /^All files/ }).click();
    await dialog.getByLabel('Prompt').fill(`behaviour ${JSON.stringify({ fileMs: 60_000 })}`);
    await dialog.getByRole('button', { name: 'Start captioning' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Captioning was cancelled').waitFor({ timeout: 45_000 });
    await page.getByText('boat_0.png, as owner/sees sees it').waitFor();
  });

  test('is not to be had with the built-in trainer, and the dialog says so', async () => {
    const id = await addDataset(builtin);
    const { page } = await openDashboard(browser, builtin, `/datasets/${id}`);
    await page.getByRole('button', { name: 'Caption by a model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the built-in trainer, which has no captioner').waitFor();
    expect(await dialog.getByRole('button', { name: 'Start captioning' }).count()).toBe(0);
  });
});
