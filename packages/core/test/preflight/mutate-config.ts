import { namedModels } from '../../src/preflight/models/catalogue.ts';
import { rules } from '../../src/preflight/rules/index.ts';
import { interfaceJob } from './interface-job.ts';
import { readTrainerFixtures } from './trainer-fixtures.ts';

/** Configs to begin with: those that rules refuse and accept, those of the trainer's interface, its examples. */
export const seedConfigs: readonly string[] = [
  ...rules.flatMap(({ examples }) => [...examples.bad, ...examples.good].map(({ yaml }) => yaml)),
  ...namedModels.map((named) => interfaceJob(named, 'images').yaml),
  ...readTrainerFixtures('examples').map(({ text }) => text),
];

/** What is put into a config: values of every type, and what YAML gives a meaning. */
export const pieces: readonly string[] = [
  'null',
  '~',
  '[]',
  '{}',
  '""',
  '"x"',
  '-1',
  '0',
  '8',
  '"8"',
  '0.5',
  '1e400',
  '.nan',
  'yes',
  '[[]]',
  '[null]',
  '[1, "a", {b: [c]}]',
  '{a: b}',
  '{prompt: a}',
  '- a',
  '- ',
  '  ',
  '2024-01-01',
  '*a',
  '&a',
  '&a [*a]',
  '<<: *a',
  '? ',
  '!!str',
  '!!binary aGk=',
  '!x',
  '| ',
  '>-',
  '---\n',
  '...\n',
  '"\u0024{X}"',
  '[name]',
  '/etc/passwd',
  '/app/ai-toolkit/datasets/dogs',
  'a --ctrl_img x --w 5',
  '__proto__',
  'constructor',
  'toString: 1',
  '\t',
  '\n',
  '\r',
  '\0',
  '\ud800',
  '#',
  ': ',
  '9999999999999999999',
  '1:30',
  '😀',
  '\u2028',
  '\ufeff',
];

/** One change of a text. */
export interface Mutation {
  /** Where, as a share of the text. */
  readonly where: number;
  readonly kind: (typeof mutationKinds)[number];
  readonly piece: string;
  /** Characters, or lines of another config. */
  readonly length: number;
}

export const mutationKinds = [
  'insert',
  'delete',
  'value',
  'copy',
  'drop-line',
  'indent',
  'shuffle',
  'splice',
] as const;

/** The text with one change; `other` is the config from which lines are taken. */
export function mutate(text: string, { where, kind, piece, length }: Mutation, other: string): string {
  const at = Math.floor(where * text.length);
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const lineEnd = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at);
  const before = text.slice(0, lineStart);
  const line = text.slice(lineStart, lineEnd);
  const after = text.slice(lineEnd);
  switch (kind) {
    case 'insert':
      return text.slice(0, at) + piece + text.slice(at);
    case 'delete':
      return text.slice(0, at) + text.slice(at + length);
    case 'value':
      return before + line.replace(/: .*$/, () => `: ${piece}`) + after;
    case 'copy':
      return text.slice(0, lineEnd) + text.slice(Math.max(0, lineStart - 1), lineEnd) + after;
    case 'drop-line':
      return before + after.slice(1);
    case 'indent':
      return before + (length % 2 === 0 ? `  ${line}` : line.replace(/^ {1,2}/, '')) + after;
    case 'shuffle':
      return before + line.replace(/[\w"]+$/, (word) => [...word].reverse().join('')) + after;
    case 'splice': {
      const lines = other.split('\n');
      const from = Math.floor(where * lines.length);
      return `${before}${lines.slice(from, from + length).join('\n')}\n${line}${after}`;
    }
  }
}
