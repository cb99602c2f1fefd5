import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { isDrawn } from './support/is-drawn.ts';

describe.skipIf(!hasBrowser())('datasets in the dashboard', { timeout: 120_000 }, () => {
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

  /** A folder of the running test with files in it. */
  function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
    const root = mkdtempSync(join(tmpdir(), 'trainyard-upload-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const folder = join(root, 'pictures');
    mkdirSync(folder);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return folder;
  }

  /** A dataset with files, made through the API. */
  async function datasetOf(
    name: string,
    files: Readonly<Record<string, Uint8Array | string>>,
  ): Promise<string> {
    const { id } = await server.api.createDataset({ body: { name } });
    for (const [filename, bytes] of Object.entries(files)) {
      const body = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes);
      await server.api.uploadDatasetFile({ params: { dataset_id: id }, file: { filename, body } });
    }
    return id;
  }

  const captionsOf = async (id: string): Promise<Record<string, string | undefined>> => {
    const { items } = await server.api.listDatasetItems({ params: { dataset_id: id } });
    return Object.fromEntries(items.map(({ filename, caption }) => [filename, caption?.text]));
  };

  test('a dataset is made, filled from a folder and becomes ready', async () => {
    const { page } = await openDashboard(browser, server, '/datasets');
    await page.getByRole('button', { name: 'New dataset' }).first().click();
    await page.getByLabel('Name').fill('no spaces please');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Name').fill('made_here');
    await page.getByRole('button', { name: 'Create dataset' }).click();
    await page.getByRole('heading', { name: 'made_here' }).waitFor();

    const folder = folderOf({
      'a.png': picture,
      'a.txt': 'a green picture',
      'notes.docx': 'x',
      '.hidden': 'x',
    });
    await page.getByLabel('Folder to add').setInputFiles(folder);
    await page.getByText('2 of 2 files').waitFor();
    await page.getByText(/not of a supported type/).waitFor();
    await page.getByText('Ready', { exact: true }).waitFor();
    expect(await page.getByLabel('Caption of a.png').inputValue()).toBe('a green picture');
    const drawn = page.getByRole('img', { name: 'a green picture' });
    await vi.waitFor(async () => expect(await drawn.evaluate(isDrawn)).toBe(true), {
      timeout: 20_000,
    });
  });

  test('captions and names that look like code are shown as text and never run', async () => {
    const hostile = '<img src=x onerror="window.wasRun = 1"><script>window.wasRun = 1</script>';
    const name = `'><img src=x onerror=alert(1)> é 😀 \u202egnp.png`;
    const id = await datasetOf('hostile', { [name]: picture, [name.replace('.png', '.txt')]: hostile });
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    const caption = page.getByRole('textbox', { name: /^Caption of '><img/ });
    await caption.waitFor();
    expect(await caption.getAttribute('aria-label')).toBe(`Caption of ${name}`);
    expect(await caption.inputValue()).toBe(hostile);
    await page.getByRole('button', { name: /^Open '><img/ }).click();
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate('window.wasRun')).toBeUndefined();
  });

  test('a caption is saved when its box is left', async () => {
    const id = await datasetOf('captioned', { 'a.png': picture, 'b.png': picture });
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByLabel('Caption of b.png').fill('ein Güterzug 🚂');
    await page.getByLabel('Caption of a.png').focus();
    await vi.waitFor(async () => expect(await captionsOf(id)).toEqual({ 'b.png': 'ein Güterzug 🚂' }), {
      timeout: 10_000,
    });
    await page.getByLabel('Show').click();
    await page.getByRole('option', { name: 'Without a caption' }).click();
    await page.getByLabel('Caption of b.png').waitFor({ state: 'detached' });
    await page.getByLabel('Caption of a.png').waitFor();
  });

  test('the boxes of a structured caption are drawn, moved, named and removed over the picture', async () => {
    const fox = { type: 'obj', bbox: [100, 200, 300, 400], desc: 'A fox' };
    const caption = { compositional_deconstruction: { background: 'A wood', elements: [fox] } };
    const wide = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#3a7' } })
      .png()
      .toBuffer();
    const id = await datasetOf('boxed', { 'a.png': wide, 'a.txt': JSON.stringify(caption) });
    const elements = async () => {
      const text = (await captionsOf(id))['a.png'] ?? '';
      return (JSON.parse(text) as typeof caption).compositional_deconstruction.elements;
    };
    const patience = { timeout: 10_000 };
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByRole('button', { name: 'Open a.png' }).click();
    const dialog = page.getByRole('dialog');
    const box = dialog.getByRole('button', { name: 'Box: A fox' });
    await box.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(elements, patience).toEqual([{ ...fox, bbox: [100, 210, 310, 410] }]);

    await dialog.getByRole('button', { name: 'Draw a box' }).click();
    const picture = await dialog.getByRole('img').boundingBox();
    if (picture === null) throw new Error('The picture is not shown.');
    const at = (x: number, y: number) =>
      [picture.x + x * picture.width, picture.y + y * picture.height] as const;
    await page.mouse.move(...at(0.5, 0.5));
    await page.mouse.down();
    await page.mouse.move(...at(0.6, 0.6));
    await page.mouse.move(...at(0.75, 0.9));
    await page.mouse.up();
    await dialog.getByLabel('What is in the box').nth(1).fill('A tree');
    await dialog.getByLabel('Caption of a.png').focus();
    await expect
      .poll(async () => (await elements())[1], patience)
      .toMatchObject({ type: 'obj', desc: 'A tree' });
    const drawn = (await elements())[1]?.bbox ?? [];
    [500, 500, 900, 750].forEach((side, index) => {
      expect(Math.abs((drawn[index] ?? 0) - side)).toBeLessThan(10);
    });

    await box.focus();
    await page.keyboard.press('Delete');
    await expect.poll(async () => (await elements()).map(({ desc }) => desc), patience).toEqual(['A tree']);
  });

  test('many captions are changed after a look at each, and changed back', async () => {
    const before = { 'a.png': 'a red engine', 'b.png': 'a red coach', 'c.png': 'a meadow' };
    const files = Object.entries(before).flatMap(([name, text]) => [
      [name, picture] as const,
      [name.replace('.png', '.txt'), text] as const,
    ]);
    const id = await datasetOf('changed', Object.fromEntries(files));
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByRole('button', { name: 'Change captions …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Find', { exact: true }).fill('red');
    await dialog.getByLabel('Replace with').fill('blue');
    await dialog.getByText('a blue engine').waitFor();
    await dialog.getByRole('button', { name: 'Change 2 captions' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await captionsOf(id)).toEqual({ ...before, 'a.png': 'a blue engine', 'b.png': 'a blue coach' });
    expect(await page.getByLabel('Caption of a.png').inputValue()).toBe('a blue engine');
    await page.getByRole('button', { name: 'Undo 2 changes' }).click();
    await page.getByText('The captions are as they were.').first().waitFor();
    expect(await captionsOf(id)).toEqual(before);
  });

  test('a session that ends while a caption is typed loses nothing of it', async () => {
    const id = await datasetOf('kept', { 'a.png': picture });
    const { page, context } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByLabel('Caption of a.png').fill('typed with care');
    await context.clearCookies();
    await page.getByRole('searchbox').focus();
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Caption of a.png').waitFor();
    expect(await page.getByLabel('Caption of a.png').inputValue()).toBe('typed with care');
    await page.getByLabel('Caption of a.png').focus();
    await page.getByRole('searchbox').focus();
    await vi.waitFor(async () => expect(await captionsOf(id)).toEqual({ 'a.png': 'typed with care' }), {
      timeout: 10_000,
    });
  });

  test('chosen items are deleted with their captions, of whichever kind', async () => {
    const id = await datasetOf('deleted', {
      ...{ 'a.png': picture, 'a.txt': 'one', 'a.json': '{"caption": "one"}' },
      'b.png': picture,
    });
    const { page } = await openDashboard(browser, server, `/datasets/${id}`);
    await page.getByLabel('Choose a.png').check({ force: true });
    await page.getByRole('button', { name: 'Delete 1' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByLabel('Choose a.png').waitFor({ state: 'detached' });
    const { files } = await server.api.getDatasetStatus({ params: { dataset_id: id } });
    expect(files.map(({ filename }) => filename)).toEqual(['b.png']);
  });
});
