import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';

const hostile = `job: extension
config:
  name: "<img src=x onerror=alert(1)>"
  process:
    - type: diffusion_trainer
      model: { arch: qwen_image, name_or_path: Qwen/Qwen-Image, quantize: true }
      network: { type: lora, linear: 16, linear_alpha: 16 }
      datasets:
        - folder_path: /app/ai-toolkit/datasets/dogs # all of them
          resolution: [512]
      train:
        batch_sise: 1 # just one
        steps: 10
        lr: 1e-4
        dtype: bf16
        noise_scheduler: flowmatch
      save: { dtype: bf16, save_every: 50 }
`;
const plain = hostile.replace(/"<img.*"/, 'plain').replace('batch_sise', 'batch_size');

describe.skipIf(!hasBrowser())('writing a job', { timeout: 60_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startDashboardServer();
    browser = await launchBrowser();
    await createDataset('dogs');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** Two pictures drawn by the browser, with captions. */
  async function createDataset(name: string): Promise<void> {
    const { id } = await server.api.createDataset({ body: { name } });
    const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
    for (const [index, colour] of ['tomato', 'teal'].entries()) {
      await page.setContent(`<body style="background: ${colour}">${index}</body>`);
      const files = [
        { filename: `img_${index}.png`, body: await page.screenshot() },
        { filename: `img_${index}.txt`, body: Buffer.from(`a dog, number ${index}`) },
      ];
      for (const file of files) await server.api.uploadDatasetFile({ params: { dataset_id: id }, file });
    }
    await page.close();
  }

  const editor = (page: Page) => page.locator('.cm-content');
  const line = (page: Page, text: string) => page.locator('.cm-line', { hasText: text });
  const draftOf = (page: Page) =>
    page.evaluate<string>(`(() => {
      const key = Object.keys(sessionStorage).find((name) => name.startsWith('trainyard-draft:'));
      return key === undefined ? '' : JSON.parse(sessionStorage.getItem(key)).text;
    })()`);
  const openFile = async (page: Page, text: string) => {
    const file = { name: 'config.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) };
    await page.locator('input[type=file]').setInputFiles(file);
    await editor(page).waitFor();
  };
  /** What is serious or worse, by rule and element. */
  const seriousFaults = async (page: Page) => {
    await page.evaluate(axe.source);
    return page.evaluate<string[]>(`axe.run(document).then(({ violations }) =>
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes[0].html))`);
  };

  test('a model and a dataset become a config, which form and text change in step and which is submitted', async () => {
    const { page } = await openDashboard(browser, server, '/jobs/new');
    await page.getByLabel('Search models').fill('image qwen');
    await page.getByText('Qwen/Qwen-Image', { exact: true }).click();
    await page.getByRole('checkbox', { name: /dogs/ }).check();
    await page.getByLabel('Name').fill('first');
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make a config' }).click();
    await page.getByText('Ready to submit').waitFor();
    expect(await draftOf(page)).toContain('- prompt: a dog, number 0\n');
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByLabel('Steps', { exact: true }).fill('12');
    await page.getByLabel('Learning rate').fill('2e-4');
    await line(page, 'lr: 2e-4').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' # slow and sure');
    await page.getByLabel('Learning rate').fill('3e-4');
    await line(page, 'lr: 3e-4 # slow and sure').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('oh no');
    await page.getByText('The form waits until the YAML can be read again').waitFor();
    for (let key = 0; key < 'oh no'.length; key++) await page.keyboard.press('Backspace');
    await page.getByText('Ready to submit').waitFor();
    await page.getByText('1 × about').waitFor();

    await page.getByRole('button', { name: 'Submit job' }).click();
    await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { config_file } = await server.api.getJobConfig({ params: { job_id: id } });
    expect(config_file).toContain('lr: 3e-4 # slow and sure\n');
    expect(config_file).toContain('steps: 12\n');
    await expect.poll(() => draftOf(page)).toBe('');
  });

  test('what preflight finds leads to its place and is fixed with a click, and no text of a config ever runs', async () => {
    const { page } = await openDashboard(browser, server, '/jobs/new');
    page.on('dialog', () => expect.unreachable('A script of the config ran.'));
    await openFile(page, hostile);
    const findings = page.getByRole('list', { name: 'Findings' });
    await findings
      .getByText(/onerror/)
      .first()
      .waitFor();
    await findings
      .getByRole('button', { name: /^The trainer does not read|batch_sise/ })
      .first()
      .click();
    expect(await page.evaluate<string>('getSelection().toString()')).toBe('batch_sise');
    await findings
      .getByRole('button', { name: /^Fix: / })
      .first()
      .click();
    await line(page, 'batch_size: 1 # just one').waitFor();
    expect(await draftOf(page)).toBe(hostile.replace('batch_sise', 'batch_size'));
    expect(await page.getByRole('button', { name: 'Submit job' }).isDisabled()).toBe(true);
  });

  test('the form sets what a single sample has of its own, and pictures are chosen by looking', async () => {
    const { page } = await openDashboard(browser, server, '/jobs/new');
    await openFile(page, plain.replace('arch: qwen_image,', 'arch: qwen_image_edit,'));
    await page.getByRole('button', { name: 'More settings of Training' }).click();
    await page.getByLabel('Weight decay').fill('0.01');
    await page.getByRole('switch', { name: 'Average the weights (EMA)' }).click();
    await page.getByLabel('EMA decay').fill('0.99');
    await page.getByRole('button', { name: 'More settings of the dataset' }).click();
    await page.getByRole('switch', { name: 'Add mirrored copies' }).click();

    await page.getByRole('button', { name: 'Add a prompt' }).click();
    await page.getByLabel('Prompt 1', { exact: true }).fill('the dog at night');
    const choose = page.getByRole('button', { name: 'Choose: Control image of prompt 1' });
    await choose.click();
    const dialog = page.getByRole('dialog', { name: 'Control image of prompt 1' });
    await dialog.getByRole('img', { name: 'img_1.png' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByLabel('Search').fill('number 0');
    await dialog.getByRole('img', { name: 'img_1.png' }).waitFor({ state: 'detached' });
    await dialog.getByRole('img', { name: 'img_0.png' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => choose.evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.getByRole('button', { name: 'More settings of prompt 1' }).click();
    await page.getByLabel('Seed', { exact: true }).last().fill('7');

    await expect.poll(() => draftOf(page)).toContain('seed: 7');
    const draft = await draftOf(page);
    for (const written of [
      /optimizer_params:\s+weight_decay: 0.01/,
      /ema_config:\s+use_ema: true\s+ema_decay: 0.99/,
      /flip_x: true/,
      /prompt: "the dog at night"/,
      /ctrl_img: \/app\/ai-toolkit\/datasets\/dogs\/img_0.png/,
    ]) {
      expect(draft).toMatch(written);
    }
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('keys and values are completed, and keys explained', async () => {
    const { page } = await openDashboard(browser, server, '/jobs/new');
    await openFile(page, plain);
    await line(page, 'steps: 10').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('optimiz');
    await page.getByRole('option', { name: /^optimizer\s*string/ }).click();
    await page.getByRole('option', { name: 'prodigy', exact: true }).click();
    expect(await draftOf(page)).toContain('\n        optimizer: prodigy\n');
    // The pointer has to rest on the key after the editor has come to rest itself.
    let moves = 0;
    await expect
      .poll(
        async () => {
          moves += 1;
          await editor(page)
            .getByText('noise_scheduler')
            .hover({ position: { x: 10 + (moves % 5), y: 6 } });
          return page.getByText('Noise scheduler; flowmatch for all newer models.').isVisible();
        },
        { timeout: 20_000, interval: 700 },
      )
      .toBe(true);
  });

  test('a draft outlives a reload and the end of the session', async () => {
    const { page, context } = await openDashboard(browser, server, '/jobs/new');
    await openFile(page, plain);
    await page.getByLabel('Trigger word').fill('sks');
    await page.reload();
    await line(page, 'trigger_word: sks').waitFor();
    await context.clearCookies();
    await page.getByLabel('Name').fill('another');
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await line(page, 'trigger_word: sks').waitFor();
    await line(page, 'name: another').waitFor();
  });

  test('a copy gets the next name and the same GPU, and an edited job keeps both and goes on', async () => {
    const submission = {
      config_file_format: 'yaml',
      config_file: plain,
      gpu_type: 'ADA_80_PLUS',
      gpu_id: '#1',
    } as const;
    const { id } = await server.api.submitJob({ body: submission });
    await expect
      .poll(async () => (await server.api.getJobStatus({ params: { job_id: id } })).status, {
        timeout: 30_000,
      })
      .toBe('STOPPED');
    const copy = await openDashboard(browser, server, `/jobs/new?from=${id}`);
    await line(copy.page, 'name: plain_2').waitFor();
    await copy.page.getByRole('combobox', { name: 'GPU type' }).getByText('ADA_80_PLUS #1').waitFor();
    await copy.page.getByRole('button', { name: 'Submit job' }).click();
    await copy.page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
    const copyId = new URL(copy.page.url()).pathname.split('/').at(-1) ?? '';
    expect((await server.api.getJobStatus({ params: { job_id: copyId } })).gpu_id).toBe('#1');

    const { page } = await openDashboard(browser, server, `/jobs/${id}/edit`);
    await page.getByLabel('Steps', { exact: true }).fill('14');
    expect(await page.getByLabel('Name').isEditable()).toBe(false);
    await page.getByRole('combobox', { name: 'GPU type' }).getByText('ADA_80_PLUS #1').waitFor();
    // A GPU that has gone since the draft was written: only the server knows.
    await page.evaluate(`(() => {
      const key = Object.keys(sessionStorage).find((name) => name.startsWith('trainyard-draft:'));
      const draft = JSON.parse(sessionStorage.getItem(key));
      sessionStorage.setItem(key, JSON.stringify({ ...draft, gpuId: '#99' }));
    })()`);
    await page.reload();
    await page.getByRole('combobox', { name: 'GPU type' }).getByText('ADA_80_PLUS #99').waitFor();
    await page.getByRole('button', { name: 'Save config' }).click();
    const refusal = page.getByRole('list', { name: 'Findings' }).getByText(/gpu_id is "#99"/);
    await refusal.waitFor();
    await page.getByRole('combobox', { name: 'GPU type' }).click();
    await page.getByRole('option', { name: 'ADA_80_PLUS #1' }).click();
    await refusal.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save config' }).click();
    await page.getByRole('button', { name: 'Resume now' }).click();
    await page.waitForURL(new RegExp(`/jobs/${id}$`));
    const job = await server.api.getJobStatus({ params: { job_id: id } });
    expect(job.progress.total_steps).toBe(14);
    expect(job.run_number).toBe(2);
    expect(job.gpu_id).toBe('#1');
  });
});
