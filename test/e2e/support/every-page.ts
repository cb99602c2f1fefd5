import type { Page } from 'playwright-core';
import type { Studio } from './studio.ts';

/** A page of the dashboard: a name for people and files, and its path. */
export interface PageOfDashboard {
  readonly name: string;
  readonly path: (studio: Studio) => string;
}

/** Every page behind the sign-in, and every part of it that has an address. */
export const everyPage: readonly PageOfDashboard[] = [
  { name: 'jobs', path: () => '/jobs' },
  { name: 'job', path: ({ finished }) => `/jobs/${finished}` },
  ...['samples', 'checkpoints', 'log', 'config', 'runs'].map((tab) => ({
    name: `job-${tab}`,
    path: ({ finished }: Studio) => `/jobs/${finished}?tab=${tab}`,
  })),
  { name: 'job-running', path: ({ running }) => `/jobs/${running}` },
  { name: 'job-queued', path: ({ queued }) => `/jobs/${queued}` },
  { name: 'job-failed', path: ({ failed }) => `/jobs/${failed}` },
  { name: 'job-edit', path: ({ failed }) => `/jobs/${failed}/edit` },
  { name: 'new-job', path: () => '/jobs/new' },
  { name: 'new-job-copy', path: ({ finished }) => `/jobs/new?from=${finished}` },
  { name: 'datasets', path: () => '/datasets' },
  { name: 'dataset', path: ({ dataset }) => `/datasets/${dataset}` },
  { name: 'dataset-facts', path: ({ dataset }) => `/datasets/${dataset}?tab=facts` },
  { name: 'queue', path: () => '/queue' },
  ...['tokens', 'secrets', 'webhooks'].map((tab) => ({
    name: `settings-${tab}`,
    path: () => `/settings/${tab}`,
  })),
  { name: 'not-found', path: () => '/nowhere' },
];

/** Longer than any page takes, even on a busy machine. */
const patienceMs = 60_000;

/**
 * Waits until a page shows all that it has: nothing loads, moves or is yet to be drawn. Throws, with what is
 * amiss, when that takes too long.
 */
export async function waitUntilLoaded(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ timeout: patienceMs });
  const deadline = Date.now() + patienceMs;
  // What has just been drawn may ask for more, as a gallery does that now knows its width.
  for (let quietLooks = 0; quietLooks < 3; ) {
    const fault = await page.evaluate<string | null>(findUnfinished);
    quietLooks = fault === null ? quietLooks + 1 : 0;
    if (Date.now() > deadline)
      throw new Error(`${page.url()} is not there yet: ${fault ?? 'it still changes'}`);
    await page.waitForTimeout(50);
  }
  await page.evaluate(decodePictures);
}

/** Runs in the page. Shapes of what loads have this class; what moves for ever is meant to. */
const findUnfinished = `(() => {
  // One that is loaded lazily counts as complete before it begins.
  const isDrawn = (image) => image.complete && image.naturalWidth > 0;
  const inSight = (element) => element.getBoundingClientRect().top < innerHeight;
  if (document.querySelector('.bg-line.animate-pulse') !== null) return 'something loads';
  if ([...document.images].some((image) => inSight(image) && !isDrawn(image))) return 'a picture is not drawn';
  const isBrief = ({ playState, effect }) =>
    playState === 'running' && effect.getTiming().iterations !== Infinity;
  return document.getAnimations().some(isBrief) ? 'something moves' : null;
})()`;

/** Runs in the page: pictures that have arrived may be painted some frames later. */
const decodePictures = `Promise.all([...document.images].map((image) => image.naturalWidth > 0 && image.decode()))
  .then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))`;
