import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Replacement, redactText } from '../reporting/redact.ts';

/**
 * Writes the config that a run works with as `config.yaml`, with contract paths and without secrets, and
 * returns where it lies.
 */
export async function writeResolvedConfig(
  config: Readonly<Record<string, unknown>>,
  folder: string,
  secrets: readonly Replacement[],
): Promise<string> {
  const file = join(folder, 'config.yaml');
  const text = stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
  await writeFile(file, redactText(text, secrets), { mode: 0o600 });
  return file;
}
