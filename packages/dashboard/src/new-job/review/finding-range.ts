import type { Finding } from '@trainyard/core/preflight';

/** The stretch of text that a finding is about, as offsets: the value or key at its line and column. */
export function findingRange(
  text: string,
  { line, column, edit }: Pick<Finding, 'line' | 'column' | 'edit'>,
): { readonly from: number; readonly to: number } {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const next = text.indexOf('\n', start);
    if (next === -1) break;
    start = next + 1;
  }
  const lineEnd = text.indexOf('\n', start) === -1 ? text.length : text.indexOf('\n', start);
  const from = Math.min(start + column - 1, lineEnd);
  // What is to be renamed is the key, though the finding stands at its value.
  const renamed = edit?.operation === 'rename' ? String(edit.path.at(-1)) : '';
  const key = renamed === '' ? -1 : text.slice(start, from).lastIndexOf(renamed);
  if (key >= 0) return { from: start + key, to: start + key + renamed.length };
  const rest = text.slice(from, lineEnd);
  const quoted = /^"(?:[^"\\]|\\.)*"|^'(?:[^']|'')*'/.exec(rest)?.[0];
  const word = /^[\w$.-]+(?=\s*:(?:\s|$))/.exec(rest)?.[0];
  const marked = quoted ?? word ?? rest.replace(/\s+#.*$/, '').trimEnd();
  return { from, to: Math.max(from + marked.length, Math.min(from + 1, text.length)) };
}
