import { readDocument } from '../preflight/document.ts';
import { exampleJob } from '../preflight/example.ts';
import type { Facts } from '../preflight/facts.ts';
import { formatPath } from '../preflight/path.ts';

/** Shorter texts are shown whole. */
const shortLines = 8;

/**
 * The lines of a config that matter: those that `other` or an ordinary job does not have, those at the paths in
 * `at`, and what they stand under. `# …` is where lines were left out; the excerpt is YAML too.
 */
export function excerptOf(yaml: string, other: string, at: readonly string[]): string {
  const lines = yaml.replace(/\n$/, '').split('\n');
  if (lines.length <= shortLines) return yaml;
  const elsewhere = new Set(other.split('\n'));
  const ordinary = new Set(exampleJob().split('\n'));
  const kept = new Set<number>(linesAt(yaml, at));
  for (const [index, line] of lines.entries()) {
    if (!elsewhere.has(line) || !ordinary.has(line)) kept.add(index);
  }
  for (const index of [...kept]) for (const above of linesAbove(lines, index)) kept.add(above);
  let text = '';
  let isLeftOut = false;
  for (const [index, line] of lines.entries()) {
    if (kept.has(index)) {
      text += `${line}\n`;
      isLeftOut = false;
    } else if (!isLeftOut && line.trim() !== '') {
      text += `${' '.repeat(indentOf(line))}# …\n`;
      isLeftOut = true;
    }
  }
  return text;
}

/** The lines, from 0, at which the paths stand; for one that does not exist, the line of what it is missing in. */
function linesAt(yaml: string, at: readonly string[]): number[] {
  const result = readDocument(yaml);
  if (!result.ok) return [];
  const { document } = result;
  const nearest = new Map<string, number>();
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    const shown = formatPath(path);
    const leading = at.filter(
      (wanted) => wanted === shown || (wanted.startsWith(shown) && /^[.[]/.test(wanted.slice(shown.length))),
    );
    if (path.length > 0 && leading.length === 0) return;
    // Deeper values come later and take the place of what they stand in.
    for (const wanted of leading) nearest.set(wanted, document.positionOf(path).line - 1);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(document.value, []);
  return [...nearest.values()];
}

function linesAbove(lines: readonly string[], index: number): number[] {
  const above: number[] = [];
  let indent = indentOf(lines[index] ?? '');
  for (let at = index - 1; at >= 0 && indent > 0; at -= 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    above.push(at);
  }
  return above;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** What an example takes for granted besides its config, as a sentence; null where that is nothing special. */
export function describeGiven(facts: Facts | undefined): string | null {
  if (facts === undefined) return null;
  const parts: string[] = [];
  if (facts.datasets !== null && Object.keys(facts.datasets).length === 0) {
    parts.push('the account has no dataset');
  }
  for (const [name, { status, images, videos }] of Object.entries(facts.datasets ?? {})) {
    const media = [counted(images, 'image'), counted(videos, 'video')].filter((part) => part !== null);
    parts.push(
      `\`${name}\` ${status === 'READY' ? `holds ${media.join(' and ') || 'no media'}` : `is ${status}`}`,
    );
  }
  for (const [key, { missing, several }] of Object.entries(facts.pairings)) {
    const [, ...controls] = key.split('/');
    const folders = [...new Set(controls)].map((name) => `\`${name}\``).join(' and ');
    if (missing.count > 0) parts.push(`${nameSome(missing.examples)} no partner in ${folders}`);
    if (several.count > 0) parts.push(`${nameSome(several.examples)} more than one partner in ${folders}`);
  }
  for (const [key, exists] of Object.entries(facts.files)) {
    const [name, filename] = key.split('/');
    if (!exists) parts.push(`\`${name}\` has no \`${filename}\``);
  }
  if (facts.account.hfToken) parts.push('a Hugging Face token is known');
  return parts.length === 0 ? null : `${parts.join('; ')}.`;
}

function counted(count: number, noun: string): string | null {
  return count === 0 ? null : `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function nameSome(filenames: readonly string[]): string {
  const names = filenames.map((filename) => `\`${filename}\``).join(', ');
  return `${names} ${filenames.length === 1 ? 'has' : 'have'}`;
}
