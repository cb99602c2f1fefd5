import { isAbsolute, normalize } from 'node:path';
import { type InstallationFacts, parseRuleOverrides } from '@trainyard/core/preflight';

/*
 * How the texts of settings are read. Each throws an Error whose message ends the sentence "PORT …".
 */

/** Any text but an empty one. */
export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new Error('is empty');
  return text;
}

/** An absolute path. */
export function absolutePath(text: string): string {
  if (text.startsWith('/')) return text;
  throw new Error(`is "${text}", but must be an absolute path`);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new Error(`is "${text}", but must be a whole number from ${min} to ${max}`);
  };
}

/** One of these words. */
export function oneOf<const T extends string>(...values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new Error(`is "${text}", but must be ${values.join(', ')}`);
  };
}

/** `true` or `false`. */
export function trueOrFalse(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`is "${text}", but must be true or false`);
}

/** A version such as 0.12.26. */
export function versionNumber(text: string): string {
  if (/^\d+(\.\d+){0,2}$/.test(text)) return text;
  throw new Error(`is "${text}", but must be a version such as 0.12.26`);
}

/** Absolute folders, joined by colons. */
export function absoluteFolders(text: string): readonly string[] {
  const folders = text.split(':').map((folder) => normalize(folder).replace(/(?<=.)\/$/, ''));
  for (const folder of folders) {
    if (!isAbsolute(folder) || folder === '/') {
      throw new Error(`has "${folder}", but must be absolute paths of folders below /, joined by colons`);
    }
  }
  return folders;
}

/** Rules that count for less, as preflight reads them. */
export function ruleOverrides(text: string): InstallationFacts['ruleOverrides'] {
  const { overrides, faults } = parseRuleOverrides(text);
  if (faults.length > 0) throw new Error(faults.join('; it '));
  return overrides;
}

/** An origin: a URL without a path. */
export function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash)
    return url.origin;
  throw new Error(
    `is "${text}", but must be an origin without a path, such as https://trainyard.example.com`,
  );
}

/** The URL of a PostgreSQL database. */
export function postgresUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new Error('must begin with postgres:// (leave it out for the embedded SQLite)');
}

/** A secret of 32 characters or more. */
export function longSecret(text: string): string {
  if (text.length >= 32) return text;
  throw new Error(`has ${text.length} characters, but must have 32 or more`);
}

/** Numbers of GPUs by type. */
export function gpuCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of text.split(',')) {
    const [, type, count] = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(\d+)\s*$/.exec(item) ?? [];
    if (type === undefined || Number(count) < 1 || Number(count) > 1024) {
      throw new Error(
        `has "${item.trim()}", but must be types and numbers such as ADA_80_PLUS=2,HOPPER_141=1`,
      );
    }
    if (counts.has(type)) throw new Error(`names ${type} twice`);
    counts.set(type, Number(count));
  }
  return counts;
}

/** Types of GPUs by names of cards. */
export function typesByName(text: string): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const item of text.split(',')) {
    const [, name, type] = /^\s*(.*\S)\s*=\s*([A-Z][A-Z0-9_]*)\s*$/.exec(item) ?? [];
    if (name === undefined || type === undefined) {
      throw new Error(
        `has "${item.trim()}", but must be names of cards and types such as RTX 5090=BLACKWELL_32`,
      );
    }
    types.set(name, type);
  }
  return types;
}

/** Absolute folders by name. */
export function foldersByName(text: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const item of text.split(',')) {
    const [, name, folder] = /^\s*([A-Za-z0-9][\w.-]{0,63})\s*=\s*(\/.*\S)\s*$/.exec(item) ?? [];
    if (name === undefined || folder === undefined) {
      throw new Error(
        `has "${item.trim()}", but must be names and absolute paths such as stable=/opt/ai-toolkit`,
      );
    }
    if (folders.has(name)) throw new Error(`names ${name} twice`);
    folders.set(name, normalize(folder));
  }
  return folders;
}
