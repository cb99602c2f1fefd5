import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/browser.ts';
import { openDashboard } from './support/dashboard-page.ts';
import { type DashboardServer, startDashboardServer } from './support/dashboard-server.ts';
import { addSmallDataset, reachStatus, submitSmallJob } from './support/small-jobs.ts';

const waiting = { timeout: 30_000, interval: 100 };

describe.skipIf(!hasBrowser())('the list of jobs', { timeout: 60_000 }, () => {
  let server: DashboardServer;
  let browser: Browser;

  /** Newest first: one that waits, one that runs, three that are finished. */
  beforeAll(async () => {
    server = await startDashboardServer(['--gpus', 'ADA_80_PLUS=1']);
    browser = await launchBrowser();
    await addSmallDataset(server, 'dogs');
    for (const name of ['one', 'two', 'three']) {
      await reachStatus(server, await submitSmallJob(server, { name, dataset: 'dogs', steps: 5 }), 'STOPPED');
    }
    const long = { dataset: 'dogs', steps: 1_000_000, sampleEvery: 1_000_000, saveEvery: 1_000_000 };
    await reachStatus(server, await submitSmallJob(server, { name: 'running', ...long }), 'RUNNING');
    const name = 'queued_with_a_name_that_is_rather_long_for_a_telephone';
    await submitSmallJob(server, { name, ...long });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const box = (page: Page, name: string) =>
    page.getByRole('checkbox', { name: `Choose ${name}`, exact: true });
  const names = async () => (await server.api.listJobs({})).jobs.map(({ name }) => name);

  test('has the newest checkpoint of a finished job at hand, and so has its page', async () => {
    const { page } = await openDashboard(browser, server, '/jobs');
    const saved = async (act: () => Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      return download.suggestedFilename();
    };
    const inList = page.getByRole('button', { name: 'Download the newest checkpoint of one', exact: true });
    expect(await saved(() => inList.click())).toBe('one.safetensors');
    expect(await page.getByRole('button', { name: /newest checkpoint of running/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'one', exact: true }).click();
    expect(await saved(() => page.getByRole('button', { name: 'Download', exact: true }).click())).toBe(
      'one.safetensors',
    );
  });

  test('can be chosen from on a phone, without anything wider than the window', async () => {
    const { page } = await openDashboard(browser, server, '/jobs', { size: 'phone' });
    await box(page, 'one').click();
    await page.getByRole('button', { name: 'Choose all 5 shown' }).click();
    await page.getByRole('button', { name: 'Delete 5 jobs …' }).waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
  });

  test('lets several jobs be chosen, by mouse and by keyboard, and deletes them; what failed stays with its reason', async () => {
    const { page } = await openDashboard(browser, server, '/jobs');
    const chosen = (count: string) => page.getByText(`${count} chosen`, { exact: true }).waitFor();
    await box(page, 'three').click();
    await chosen('1 job');
    await box(page, 'one').click({ modifiers: ['Shift'] });
    await chosen('3 jobs');
    await page.getByRole('button', { name: 'Choose none' }).click();
    await box(page, 'running').press('Space');
    await page.keyboard.press('ArrowUp');
    await chosen('1 job');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await chosen('3 jobs');
    expect(await box(page, 'three').isChecked()).toBe(true);
    await page.getByRole('checkbox', { name: 'Choose all jobs shown' }).click();
    await chosen('5 jobs');

    const { jobs } = await server.api.listJobs({});
    const refused = jobs.find(({ name }) => name === 'two')?.id ?? '';
    await page.route(`**/jobs/${refused}`, (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 503, json: { error_code: 503, error_message: 'The store is away.' } })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Delete 5 jobs …' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('2 of them wait or run, and are canceled first.').waitFor();
    await question.getByRole('button', { name: 'Delete 5 jobs' }).click();
    const told = page.getByRole('region', { name: 'Deletion of jobs' });
    await told.getByText('1 of 5 jobs was not deleted.').waitFor(waiting);
    expect(await names()).toEqual(['two']);
    // It is still there for who has looked elsewhere meanwhile.
    await page.getByRole('link', { name: 'Datasets' }).first().click();
    await page.getByRole('link', { name: 'Jobs' }).first().click();
    await told.getByRole('listitem').filter({ hasText: 'two' }).waitFor();

    await page.unrouteAll();
    await told.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No jobs yet').waitFor();
    expect(await told.count()).toBe(0);
    expect(await names()).toEqual([]);
  });
});
