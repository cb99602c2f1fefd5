import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const program = '/usr/bin/chromium';

/** True where Chromium is installed; where not, it says so aloud, and throws where every test is required. */
export function hasBrowser(): boolean {
  if (existsSync(program)) return true;
  if (process.env['TEST_REQUIRE_ALL'] !== undefined) throw new Error(`Chromium is not at ${program}.`);
  process.stderr.write('SKIPPED: no Chromium is installed here; what a browser does was not tested.\n');
  return false;
}

/** A headless Chromium; whoever asked for it closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
}
