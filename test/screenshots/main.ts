// npm run screenshots [-- --out FOLDER]: every page of the dashboard, as a studio would see it.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hasBrowser, launchBrowser } from '../../packages/server/test/support/launch-browser.ts';
import { startDashboardServer } from '../e2e/support/dashboard-server.ts';
import { fillStudio, studioSettings } from '../e2e/support/studio.ts';
import { takeEveryPage } from './take.ts';

const published = fileURLToPath(new URL('../../docs/images/screenshots/', import.meta.url));
const everything = fileURLToPath(new URL('./out/', import.meta.url));

const { values } = parseArgs({
  options: { out: { type: 'string' }, steps: { type: 'string', default: '300' } },
});
// With a folder of one's own, the pictures of the documents stay as they are.
const out = values.out === undefined ? everything : resolve(values.out);
const shown = values.out === undefined ? published : join(out, 'published');

if (!hasBrowser()) process.exitCode = 1;
else {
  await mkdir(out, { recursive: true });
  await mkdir(shown, { recursive: true });
  const server = await startDashboardServer(studioSettings);
  const browser = await launchBrowser();
  try {
    const studio = await fillStudio(server, Number(values.steps));
    const count = await takeEveryPage({ server, browser, studio, out, published: shown });
    process.stdout.write(`${count} pictures are in ${out}, the ones for the documents in ${shown}.\n`);
  } finally {
    await browser.close();
    await server.close();
  }
}
