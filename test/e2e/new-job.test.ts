import AxeBuilder from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

describe.skipIf(!hasBrowser())('the page for a new job', { timeout: 60_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    for (const name of ['dogs', 'edges']) await createDataset(name);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** Three pictures drawn by the browser, with captions. */
  async function createDataset(name: string): Promise<void> {
    const { id } = await server.api.createDataset({ body: { name } });
    const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
    for (const [index, colour] of ['tomato', 'teal', 'gold'].entries()) {
      await page.setContent(`<body style="background: ${colour}">${index}</body>`);
      const picture = await page.screenshot();
      for (const [filename, content] of [
        [`img_${index}.png`, picture],
        [`img_${index}.txt`, Buffer.from(`a dog, number ${index}`)],
      ] as const) {
        await server.api.uploadDatasetFile({
          params: { dataset_id: id },
          file: { filename, size: content.length, read: () => [content] },
        });
      }
    }
    await page.close();
  }

  const editor = (page: Page) => page.locator('.cm-content');
  const draftOf = (page: Page) =>
    page.evaluate(() => {
      const key = Object.keys(sessionStorage).find((name) => name.startsWith('trainyard-draft:'));
      return (JSON.parse(sessionStorage.getItem(key ?? '') ?? '{}') as { text?: string }).text ?? '';
    });

  async function startQwen(page: Page, name: string): Promise<void> {
    await page.getByLabel('Search models').fill('qwen image');
    await page.getByRole('radio', { name: /Qwen-Image Qwen\/Qwen-Image / }).check();
    await page.getByRole('checkbox', { name: /dogs/ }).first().check();
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Make a config' }).click();
    await editor(page).waitFor();
  }

  test('a chosen model and dataset become a config that is changed by form and text, fixed and submitted', async () => {
    const { page } = await openDashboard(browser, server, '/jobs/new');
    await startQwen(page, 'first');
    await page.getByText('Ready to submit').waitFor();

    await page.getByLabel('Steps', { exact: true }).fill('12');
    await page.getByLabel('Learning rate').fill('2e-4');
    await editor(page).getByText('lr: 2e-4').waitFor();
    await page.locator('.cm-line', { hasText: 'lr: 2e-4' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(' # slow and sure');
    await page.keyboard.press('Enter');
    await page.keyboard.type('learning_rat');
    await page.getByText('The form waits until the YAML can be read again').waitFor();
    await page.keyboard.type('e: 1');
    await page.getByRole('button', { name: /^Fix: / }).first().waitFor();
    expect(await page.getByLabel('Steps', { exact: true }).isEnabled()).toBe(true);
    await page.keyboard.press('Control+z');
    await page.locator('.cm-line', { hasText: 'batch_size: 1' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('gradient_checkpointin: true', { delay: 5 });
    await page.keyboard.press('Escape');
    const text = await draftOf(page);
    expect(text).toContain('lr: 2e-4 # slow and sure\n');
    expect(text).toContain('steps: 12\n');
  });
});
