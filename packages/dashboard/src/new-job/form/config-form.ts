import {
  type ConfigPath,
  type JsonValue,
  type ModelMatch,
  readDocument,
  removeValue,
  setValue,
  valueAt,
} from '@trainyard/core/preflight';
import { modelOf } from '../review/estimate.ts';

/** A config as the form shows it. */
export interface ConfigForm {
  /** The plain config. */
  readonly value: unknown;
  readonly model: ModelMatch | null;
  /** The value at a path of the whole config. */
  at(path: ConfigPath): unknown;
  /** A single value as it is written, quotes aside; null where there is none. */
  writtenAt(path: ConfigPath): string | null;
  /** How many items the list at `path` has; 0 where there is none. */
  countAt(path: ConfigPath): number;
}

/** A change that a control of the form asks for. */
export type FormChange =
  | { readonly path: ConfigPath; readonly value: JsonValue; readonly written?: string }
  | { readonly path: ConfigPath; readonly remove: true };

/** The process that trains. */
export const processPath: ConfigPath = ['config', 'process', 0];

/** What the form shows of a text, or why it cannot. */
export function readForm(
  yamlText: string,
): { readonly ok: true; readonly form: ConfigForm } | { readonly ok: false; readonly reason: string } {
  const read = readDocument(yamlText);
  if (!read.ok) {
    const { line } = read.error.position;
    return { ok: false, reason: `Line ${line} cannot be read: ${read.error.message}.` };
  }
  const { document } = read;
  const process = valueAt(document.value, processPath);
  if (typeof process !== 'object' || process === null || Array.isArray(process)) {
    return { ok: false, reason: 'The config has no process to set: config, process and an item below it.' };
  }
  const form: ConfigForm = {
    value: document.value,
    model: modelOf(document.value),
    at: (path) => valueAt(document.value, path),
    writtenAt(path) {
      const node = document.nodeAt(path)?.value;
      return node?.kind === 'scalar' && node.tag !== 'null' ? node.text : null;
    },
    countAt(path) {
      const list = valueAt(document.value, path);
      return Array.isArray(list) ? list.length : 0;
    },
  };
  return { ok: true, form };
}

/**
 * Makes changes in the text, each touching only its own value; null where one cannot be made so. A number keeps
 * the way it was typed where that reads as the same number.
 */
export function changeConfig(yamlText: string, changes: readonly FormChange[]): string | null {
  let text: string | null = yamlText;
  for (const change of changes) {
    if (text === null) return null;
    if ('remove' in change) text = removeValue(text, change.path) ?? setValue(text, change.path, null);
    else {
      text =
        (change.written === undefined ? null : setValue(text, change.path, change.value, change.written)) ??
        setValue(text, change.path, change.value);
    }
  }
  return text;
}

/** The number that was typed; null where it is none, or not of the wanted kind. */
export function parseNumber(typed: string, kind: 'integer' | 'number'): number | null {
  const text = typed.trim();
  const pattern = kind === 'integer' ? /^[-+]?\d+$/ : /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) && (kind === 'number' || Number.isSafeInteger(value)) ? value : null;
}
