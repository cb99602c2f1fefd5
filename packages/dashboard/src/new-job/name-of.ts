import { readDocument, valueAt } from '@trainyard/core/preflight';

/** The name that a config gives its job; null where there is none. */
export function nameOf(yamlText: string): string | null {
  const read = readDocument(yamlText);
  const name = read.ok ? valueAt(read.document.value, ['config', 'name']) : null;
  return typeof name === 'string' ? name : null;
}
