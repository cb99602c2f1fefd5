import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

const manyFiles = 5_000;
const patience = { timeout: 60_000 };

describe.skipIf(!hasBrowser())('uploads in the dashboard', { timeout: 120_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;
  let picture: Buffer;

  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#3a7' } })
      .png()
      .toBuffer();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** A folder of the running test with files in it, also in folders of its own. */
  function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
    const root = mkdtempSync(join(tmpdir(), 'trainyard-upload-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const folder = join(root, 'pictures');
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    return folder;
  }

  const createDataset = async (name: string) => (await server.api.createDataset({ body: { name } })).id;

  const namesIn = async (id: string): Promise<string[]> => {
    const { files } = await server.api.getDatasetStatus({ params: { dataset_id: id } });
    return files.map(({ filename }) => filename).toSorted();
  };

  test('thousands of files of a folder all arrive, and the page stays small', {
    timeout: 300_000,
  }, async () => {
    const id = await createDataset('thousands');
    const pairs = Array.from({ length: manyFiles / 2 }, (_, index) => [
      [`picture_${index}.png`, picture] as const,
      [`picture_${index}.txt`, `one of many: ${index}`] as const,
    ]);
    const folder = folderOf(Object.fromEntries(pairs.flat()));
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByLabel('Folder to add').setInputFiles(folder);
    await page.getByText('5,000 of 5,000 files').waitFor({ timeout: 280_000 });
    expect((await namesIn(id)).length).toBe(manyFiles);
    expect(await page.locator('*').count()).toBeLessThan(1_500);
    const { items } = await server.api.listDatasetItems({
      params: { dataset_id: id },
      query: { search: 'picture_2499.' },
    });
    expect(items.map(({ caption }) => caption?.text)).toEqual(['one of many: 2499']);
  });

  test('a folder with folders that is dropped onto the page is taken apart, and what is left out is said', async () => {
    const id = await createDataset('dropped');
    const folder = folderOf({
      'a.png': picture,
      'a.txt': 'at the top',
      'deep/er/b.png': picture,
      'deep/er/b.txt': 'far down',
      'deep/a.png': picture,
      'deep/notes.docx': 'x',
      '.DS_Store': 'x',
      '.ipynb_checkpoints/a-checkpoint.txt': 'x',
    });
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByText('No pictures yet').waitFor(patience);
    await dropOnto(page, [folder]);
    await page.getByText('4 of 4 files').waitFor(patience);
    await page.getByText('2 hidden files were passed over.', { exact: true }).waitFor();
    await page.getByText('notes.docx', { exact: true }).waitFor();
    await page.getByText(/not of a supported type/).waitFor();
    await page.getByText(/a\.png has the same name, and a dataset has no folders/).waitFor();
    expect(await namesIn(id)).toEqual(['a.png', 'a.txt', 'b.png', 'b.txt']);
    await page.getByText('Ready', { exact: true }).waitFor(patience);
    await page.getByRole('img', { name: 'far down' }).waitFor(patience);
  });

  test('captions that are no text, or too long to be sent with others, arrive as they are', async () => {
    const id = await createDataset('odd_captions');
    const odd = {
      'bom.txt': '\ufeffwith a mark at its beginning',
      'empty.txt': '',
      'long.txt': 'ä'.repeat(70_000),
    };
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByLabel('Folder to add').setInputFiles(folderOf(odd));
    await page.getByText('3 of 3 files').waitFor(patience);
    for (const [filename, text] of Object.entries(odd)) {
      const path = `/prod/v1/trainers/datasets/${id}/files/${filename}`;
      const headers = { authorization: `Bearer ${server.token}` };
      const bytes = await (await fetch(`${server.url}${path}`, { headers })).arrayBuffer();
      expect(Buffer.from(bytes).toString('latin1'), filename).toBe(Buffer.from(text).toString('latin1'));
    }
    await page
      .getByLabel('Folder to add')
      .setInputFiles(folderOf({ 'latin1.txt': Buffer.from([0xe4, 0x20]) }));
    await page
      .getByRole('alert')
      .getByText(/"latin1\.txt" is not UTF-8 text/)
      .waitFor(patience);
  });
});

/** Drops files and folders of this machine onto the middle of a page, as a file manager does. */
async function dropOnto(page: Page, files: readonly string[]): Promise<void> {
  const debuggee = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await debuggee.send('Input.dispatchDragEvent', {
      type,
      x: 700,
      y: 400,
      data: { items: [], files: [...files], dragOperationsMask: 1 },
    });
    if (type === 'dragOver') await page.getByText('Drop files or folders to add them').waitFor(patience);
  }
}
