import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRevision } from '@trainyard/agent';
import type { Settings } from '../config/settings.ts';

/** A checkout of AI Toolkit that runs can be given. */
export interface Checkout {
  /** What accounts are pinned to it by. */
  readonly name: string;
  readonly directory: string;
  /** The Python that runs it: an absolute path, or `python3` of the PATH. */
  readonly python: string;
}

/** The checkouts of an installation, and which one a run uses. */
export interface Checkouts {
  /** The first is the default. */
  readonly all: readonly Checkout[];
  /** The checkout of that name, the default for null; null where there is none. */
  find(name: string | null): Checkout | null;
}

/** The name of AI_TOOLKIT_DIR among the checkouts. */
const simpleName = 'default';

/** The checkouts that the settings name: AI_TOOLKIT_DIR first, as `default`, then AI_TOOLKIT_DIRS in their order. */
export function readCheckouts(
  settings: Pick<Settings, 'aiToolkitDir' | 'aiToolkitDirs' | 'aiToolkitPython'>,
): Checkouts {
  const named = new Map([
    ...(settings.aiToolkitDir === null ? [] : [[simpleName, settings.aiToolkitDir] as const]),
    ...settings.aiToolkitDirs,
  ]);
  const all = [...named].map(([name, directory]) => ({
    name,
    directory,
    python: settings.aiToolkitPython ?? findPython(directory),
  }));
  return {
    all,
    find: (name) => (name === null ? all[0] : all.find((checkout) => checkout.name === name)) ?? null,
  };
}

/** Version and commit of a checkout as it lies there now, such as `ai-toolkit 0.12.26 (27a03a916f2c)`. */
export function describeCheckout({ directory }: Checkout): string {
  return readRevision(directory);
}

/** The version alone, such as `0.12.26`; null where the checkout does not say. */
export function versionOf(checkout: Checkout): string | null {
  return /^ai-toolkit (\d+(?:\.\d+){0,2})\b/.exec(describeCheckout(checkout))?.[1] ?? null;
}

/** What tells the agent of a run where its trainer lies; nothing where there is no checkout. */
export function checkoutVariables(checkout: Checkout | null): Readonly<Record<string, string>> {
  if (checkout === null) return {};
  return { TRAINYARD_AI_TOOLKIT_DIR: checkout.directory, TRAINYARD_AI_TOOLKIT_PYTHON: checkout.python };
}

function findPython(directory: string): string {
  const own = ['.venv', 'venv'].map((folder) => join(directory, folder, 'bin', 'python'));
  return own.find((file) => existsSync(file)) ?? 'python3';
}
