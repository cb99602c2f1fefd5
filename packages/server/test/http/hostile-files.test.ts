import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { serveObject } from '../../src/http/serve-object.ts';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { picture, sharedServer } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

/*
 * Files of users are served from the origin of the dashboard. Whatever is in them, a browser saves them or
 * shows them as pictures; it never runs them.
 */

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const ada = server.as('ada');
const hostile = '<!doctype html><svg onload="window.hacked=1"><script>window.hacked = 1</script></svg>';
// A picture that is also a page: what follows the end of a JPEG is no matter to a decoder.
const polyglot = Buffer.concat([picture, Buffer.from(hostile)]);
const dataset = await ada.readyDataset('dogs', { 'a.jpg': polyglot, 'a.txt': hostile });
const job = await ada.submitted(trainConfig({ name: 'hostile', dataset: 'dogs', steps: 5 }));
await ada.jobReaches(job, 'STOPPED');
const { artifacts } = (await ada.job(job, 'GET', 'result')).body;
const files = `${server.url}/prod/v1/trainers/datasets/${dataset}/files`;
const addresses: readonly string[] = [
  `${files}/a.jpg`,
  `${files}/a.txt`,
  ...[artifacts.config, ...artifacts.checkpoints, ...artifacts.samples].map(({ path }) => path as string),
];

/* What runs in the page, as text: the types of a browser are not those of the tests. */
const loadAsScript = `(source) => new Promise((resolve) => {
  const script = document.createElement('script');
  script.onload = () => resolve(['loaded', 'hacked' in window]);
  script.onerror = () => resolve(['refused', 'hacked' in window]);
  script.src = source;
  document.body.append(script);
})`;
const widthOfPicture = `async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image.naturalWidth;
}`;

function expectHarmless(headers: Readonly<Record<string, string>>): void {
  expect(headers).toMatchObject({
    'content-disposition': expect.stringMatching(/^attachment;/),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  expect(headers['content-type']).not.toMatch(/html|svg|xml|javascript|pdf/);
}

describe('a file of a user', () => {
  test('is saved and never shown as a page, from whichever address it comes', async () => {
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    for (const address of addresses) {
      for (const headers of [{}, { range: 'bytes=0-5' }]) {
        const response = await ada.get(address, { headers });
        expect(response.status, address).toBeLessThan(300);
        expectHarmless(Object.fromEntries(response.headers));
      }
    }
  });

  test('is no page whatever it is called', async () => {
    const store = { read: async () => Readable.from([hostile]) } as never;
    for (const filename of [
      'a.svg',
      'a.html',
      'a.xhtml',
      'a.xml',
      'a.js',
      'a.pdf',
      'a',
      'a.SVG',
      'a.jpg.html',
    ]) {
      const download = { key: 'k' as never, sizeBytes: hostile.length, filename, etag: 'e' };
      const { headers } = await serveObject(store, download, { method: 'GET', headers: {} });
      expectHarmless(headers);
    }
  });

  describe.runIf(hasBrowser())('in a browser that is signed in', () => {
    test('runs nothing, gone to or loaded as a script', async () => {
      const context = await (await openBrowser()).newContext({ bypassCSP: true });
      const tab = await context.newPage();
      await tab.goto(`${server.url}/docs`);
      await tab.evaluate(async (token) => {
        await fetch('/prod/v1/session', { method: 'POST', body: JSON.stringify({ token }) });
      }, ada.token);
      for (const address of addresses) {
        const gone = await tab.goto(address).then(
          () => 'shown',
          (error: Error) => error.message,
        );
        expect(gone, address).toMatch(/Download is starting|ERR_ABORTED/);
        expect(await tab.evaluate(`(${loadAsScript})(${JSON.stringify(address)})`), address).toEqual([
          'refused',
          false,
        ]);
      }
    });

    test('is shown as a picture where it is one', async () => {
      const tab = await (await openBrowser()).newPage({ bypassCSP: true });
      await tab.goto(`${server.url}/docs`);
      await tab.evaluate(async (token) => {
        await fetch('/prod/v1/session', { method: 'POST', body: JSON.stringify({ token }) });
      }, ada.token);
      const width = await tab.evaluate(`(${widthOfPicture})(${JSON.stringify(`${files}/a.jpg`)})`);
      expect(width).toBe(40);
    });
  });
});
