import {
  allErrors,
  type Block,
  errorAnchor,
  findError,
  type Rule,
  renderMarkdown,
  rules,
} from '@trainyard/core';
import type { Output } from '../output.ts';

/** Every rule of preflight. */
export const rulesMarkdown: Output = {
  path: 'docs/reference/rules.md',
  render: () =>
    renderMarkdown({
      title: 'Preflight rules',
      blocks: [
        {
          kind: 'paragraph',
          text: 'What is checked before a job is accepted: when it is submitted, edited or resumed, by `POST /prod/v1/trainers/ai-toolkit/jobs/validate`, and by `trainyard lint` without a server. An error refuses the job; a warning does not. Every finding is answered, not only the first. An installation can lower a rule unless it is fixed.',
        },
      ],
      sections: groups().map(({ code, inGroup }) => ({
        id: `rules-${code ?? 'warnings'}`,
        heading: code === null ? 'Warnings without a number' : `${code} ${findError(code)?.name ?? ''}`,
        blocks: code === null ? [] : errorLink(code),
        sections: inGroup.map((rule, index) => ({
          id: `${rule.name}-${index}`,
          heading: inGroup.length > 1 || code === null ? headingOf(rule) : 'The rule',
          blocks: ruleBlocks(rule),
        })),
      })),
    }),
};

function groups(): { code: number | null; inGroup: readonly Rule[] }[] {
  const codes = [...new Set(rules.map((rule) => rule.code))].sort(
    (a, b) => (a ?? Infinity) - (b ?? Infinity),
  );
  return codes.map((code) => ({ code, inGroup: rules.filter((rule) => rule.code === code) }));
}

function errorLink(code: number): Block[] {
  const entry = allErrors.find((each) => each.code === code);
  if (entry === undefined) return [];
  return [
    { kind: 'paragraph', text: ['See ', { text: 'the error', href: `errors.md${errorAnchor(entry)}` }, '.'] },
  ];
}

/** The first sentence of a rule says what it is about, where its name alone does not. */
function headingOf(rule: Rule): string {
  const hasOwnName = rule.code === null || findError(rule.code)?.name !== rule.name;
  return hasOwnName ? rule.name : rule.title.replaceAll('`', '').replace(/\.$/, '');
}

function ruleBlocks(rule: Rule): Block[] {
  const manner = [
    rule.severity === 'error' ? 'Error' : 'Warning',
    ...(rule.fixed ? ['fixed'] : []),
    ...(rule.relaxedIn === undefined ? [] : [`the trainer can do this from ${rule.relaxedIn} on`]),
  ];
  const examples = [
    ...rule.examples.bad.map((example) => `Found: ${example.title}.`),
    ...rule.examples.good.map((example) => `Passes: ${example.title}.`),
  ];
  const seen = rule.source.map((source) => `${source.shows}: \`${source.file}:${source.lines}\``);
  return [
    { kind: 'paragraph', text: `${rule.title} ${rule.why} ${rule.fix}` },
    { kind: 'paragraph', text: `${manner.join('; ')}.` },
    { kind: 'list', items: examples },
    ...(seen.length === 0
      ? []
      : [{ kind: 'paragraph' as const, text: `Seen in the source of the trainer: ${seen.join('; ')}.` }]),
  ];
}
