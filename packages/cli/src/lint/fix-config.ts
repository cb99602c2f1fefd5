import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  applyEdits,
  type Edit,
  type Facts,
  formatPath,
  type LintResult,
  lint,
} from '@trainyard/core/preflight';

/** A config whose safe fixes were made. */
export interface FixedConfig {
  readonly text: string;
  /** What lint says of the new text. */
  readonly result: LintResult;
  /** Each change in words: `set config.process[0].train.lr to 0.0001 (42274 INVALID_LEARNING_RATE)`. */
  readonly changes: readonly string[];
}

/** One fix can make room for another; more rounds than this are a circle. */
const maxRounds = 10;

/** Makes every safe fix, until there is none left. */
export function fixConfig(original: string, facts: Facts): FixedConfig {
  let text = original;
  let result = lint(text, facts);
  const changes: string[] = [];
  for (let round = 0; round < maxRounds; round += 1) {
    const reasons = new Map<Edit, string>();
    for (const { edit, code, name } of result.findings) {
      if (edit !== undefined) reasons.set(edit, [code, name].filter((part) => part !== null).join(' '));
    }
    const edited = applyEdits(text, [...reasons.keys()]);
    if (edited.applied.length === 0) break;
    text = edited.yaml;
    changes.push(...edited.applied.map((edit) => `${describeEdit(edit)} (${reasons.get(edit)})`));
    result = lint(text, facts);
  }
  return { text, result, changes };
}

function describeEdit(edit: Edit): string {
  const path = formatPath(edit.path);
  switch (edit.operation) {
    case 'set':
      return `set ${path} to ${JSON.stringify(edit.value)}`;
    case 'remove':
      return `removed ${path}`;
    case 'rename':
      return `renamed ${path} to ${edit.key}`;
  }
}

/**
 * Replaces a file's text in one step, so that nobody ever sees half of it; its mode stays, and a link stays a link.
 * Throws where it cannot be written, with nothing changed.
 */
export async function replaceText(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  // A rename would replace what its owner made read-only.
  await access(target, constants.W_OK);
  const { mode } = await stat(target);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
