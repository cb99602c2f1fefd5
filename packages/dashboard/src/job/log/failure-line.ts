/** How a line looks that tells why a program ended, the plainer first. */
const signs = [
  /^\s*(?:[\w.]+\.)?\w*(?:Error|Exception|Interrupt)\b(?::|$)/,
  /\b(?:error|failed|fatal|killed|out of memory)\b/i,
  /^Traceback /,
] as const;

/** The place of the line among the last ones that tells of a failure; the last where none does. Null for none. */
export function findFailureLine(lines: readonly string[]): number | null {
  if (lines.length === 0) return null;
  for (const sign of signs) {
    const found = lines.findLastIndex((line) => sign.test(line));
    if (found !== -1) return found;
  }
  return lines.length - 1;
}
