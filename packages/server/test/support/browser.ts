import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { onTestFinished } from 'vitest';

const program = '/usr/bin/chromium';

/** True where Chromium is installed; says so aloud where not. */
export function hasBrowser(): boolean {
  if (existsSync(program)) return true;
  process.stderr.write('SKIPPED: no Chromium is installed here; what a browser does was not tested.\n');
  return false;
}

/** A headless Chromium of the running test. */
export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  return browser;
}
