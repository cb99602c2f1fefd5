import { applyEdits } from '../../src/preflight/apply-edits.ts';
import { exampleDataset, exampleFacts } from '../../src/preflight/example.ts';
import { type Facts, fileKey, pairingKey, unknownFacts } from '../../src/preflight/facts.ts';
import type { Edit } from '../../src/preflight/finding.ts';
import { type LintResult, lint } from '../../src/preflight/lint.ts';
import { redactConfigText } from '../../src/preflight/redact.ts';
import { contractLayout, resolveConfig } from '../../src/preflight/resolve.ts';

/** What is known where: nothing at all, a dataset of images, one of videos with control images that lack. */
const known: readonly Facts[] = [
  unknownFacts,
  exampleFacts(),
  exampleFacts({
    datasets: { dogs: exampleDataset({ images: 3, videos: 10 }), edges: exampleDataset() },
    pairings: {
      [pairingKey({ dataset: 'dogs', controls: ['edges'] })]: {
        missing: { count: 2, examples: ['a.jpg'] },
        several: { count: 1, examples: ['b.jpg'] },
      },
    },
    files: { [fileKey({ dataset: 'edges', filename: '1.png' })]: false },
    account: { hfToken: true },
  }),
];

/** Checks one text with what is known in case `which`: the pure part, which has to be fast. */
export function lintCase(yaml: string, which: number): LintResult {
  return lint(yaml, known[which % known.length] ?? unknownFacts);
}

/**
 * What is wrong with an answer, in words; null where nothing is: every finding has a message and a place in the
 * text, secrets and paths can be taken out of the config, and every edit that is made leaves a config that reads.
 */
export function faultOf(yaml: string, result: LintResult): string | null {
  const lines = yaml.split(/\r\n|\n|\r/);
  for (const { line, column, message, path, name } of result.findings) {
    const isInText =
      line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1;
    if (!isInText) return `${name} at ${path} stands at ${line}:${column}, outside the text`;
    if (message === '') return `${name} at ${path} has no message`;
  }
  if (result.accepted !== result.findings.every(({ severity }) => severity !== 'error')) {
    return 'it is accepted with errors, or refused without';
  }
  redactConfigText(yaml);
  if (result.config === null) return null;
  const once = resolveConfig(result.config, contractLayout).config;
  const twice = resolveConfig(once, contractLayout).config;
  if (JSON.stringify(once) !== JSON.stringify(twice)) return 'resolving it twice changes it again';
  const edits = result.findings.flatMap(({ edit }): Edit[] => (edit === undefined ? [] : [edit]));
  const edited = applyEdits(yaml, edits.slice(0, 5));
  return edited.applied.length > 0 && lint(edited.yaml, unknownFacts).config === null
    ? 'an edit makes it unreadable'
    : null;
}
