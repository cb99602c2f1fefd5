import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A config of the trainer, read from `fixtures`. */
export interface TrainerFixture {
  /** File name without its extension. */
  readonly name: string;
  readonly text: string;
  readonly config: Record<string, unknown>;
}

/** The jobs that the trainer's interface submits by default, or the trainer's example configs. */
export function readTrainerFixtures(kind: 'ui-defaults' | 'examples'): TrainerFixture[] {
  const folder = new URL(`./fixtures/${kind}/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      return { name: file.replace(/\.yaml$/, ''), text, config: parse(text) as Record<string, unknown> };
    });
}
