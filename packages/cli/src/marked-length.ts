/**
 * How many characters of a line a finding at `column` (from 1) is about: a quoted text, or a plain one up to its
 * colon, comment or comma. At least one.
 */
export function markedLength(line: string, column: number): number {
  const rest = line.slice(column - 1);
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest)?.[0];
  if (quoted !== undefined) return quoted.length;
  // Between brackets a comma or a closing bracket ends a value; elsewhere they belong to it.
  const isInBrackets = /[[{]/.test(line.slice(0, column - 1));
  const end = isInBrackets ? /\s*(?:[,\]}]|:\s|:$|\s#|$)/ : /\s*(?::\s|:$|\s#|$)/;
  return Math.max(1, end.exec(rest)?.index ?? rest.length);
}
