import { readFileSync } from 'node:fs';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** What the reference says about the product as a whole. */
export const product = {
  version: versionOf(manifest),
  /** The address of a server that was started without settings. */
  serverUrl: 'http://127.0.0.1:8700',
};

function versionOf(value: unknown): string {
  if (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    typeof value.version === 'string'
  ) {
    return value.version;
  }
  throw new Error('package.json in the root of the repository has no version.');
}
