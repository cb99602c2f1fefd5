import { isMapping } from './block.ts';
import { readDocument } from './document.ts';
import type { Edit } from './finding.ts';
import { type ConfigPath, valueAt } from './path.ts';
import { isOnOneLine } from './place-in-text.ts';
import { isScalarValue, textAsScalar } from './scalar-text.ts';
import { removeValue, setValue } from './set-value.ts';
import { sameButAt, withValue } from './value-change.ts';

export interface EditedConfig {
  readonly yaml: string;
  /** The edits that could be made; the others are left for a person. */
  readonly applied: readonly Edit[];
}

/**
 * Makes edits in the text of a config, one after the other; layout and comments stay. An edit that cannot be
 * made without touching more than its place, or that would not give the wanted value, is left out.
 */
export function applyEdits(yamlText: string, edits: readonly Edit[]): EditedConfig {
  let yaml = yamlText;
  const applied: Edit[] = [];
  for (const edit of edits) {
    const changed = changeText(yaml, edit);
    if (changed === null) continue;
    yaml = changed;
    applied.push(edit);
  }
  return { yaml, applied };
}

function changeText(yaml: string, edit: Edit): string | null {
  const before = readDocument(yaml);
  if (!before.ok) return null;
  const { document } = before;
  const found = document.nodeAt(edit.path)?.value;
  // What fills more than a line is for a person to look at.
  const isSmall = found === undefined || (found.kind === 'scalar' && isOnOneLine(yaml, found));
  switch (edit.operation) {
    case 'rename':
      return renameKey(yaml, edit.path, edit.key);
    case 'remove':
      return found !== undefined && isSmall ? removeValue(yaml, edit.path) : null;
    case 'set': {
      const hasPlace = found !== undefined || isMapping(valueAt(document.value, edit.path.slice(0, -1)));
      return isScalarValue(edit.value) && isSmall && hasPlace ? setValue(yaml, edit.path, edit.value) : null;
    }
  }
}

/** Gives the value at `path` another key; null where more would change, or where that key stands already. */
function renameKey(yaml: string, path: ConfigPath, wanted: string): string | null {
  const before = readDocument(yaml);
  const key = before.ok ? before.document.nodeAt(path)?.key : null;
  if (!before.ok || key?.kind !== 'scalar') return null;
  const above = path.slice(0, -1);
  const parent = valueAt(before.document.value, above);
  if (!isMapping(parent) || Object.hasOwn(parent, wanted)) return null;
  const changed = `${yaml.slice(0, key.contentStart)}${textAsScalar(wanted, { flow: true })}${yaml.slice(key.end)}`;
  const after = readDocument(changed);
  const renamed = Object.fromEntries(
    Object.entries(parent).map(([name, value]) => [name === path.at(-1) ? wanted : name, value]),
  );
  const expected = withValue(before.document.value, above, renamed as never);
  return after.ok && sameButAt(expected, after.document.value, path) ? changed : null;
}
