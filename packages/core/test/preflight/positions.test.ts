import { describe, expect, test } from 'vitest';
import { type ExampleParts, exampleFacts, exampleJob } from '../../src/preflight/example.ts';
import { lint } from '../../src/preflight/lint.ts';

// Where findings stand: at the value, at the key where that has no text on its line, at the block where both lack.

const facts = exampleFacts({ account: { hfToken: false } });

/** What stands at each finding of a rule, to the end of its line. */
function shownFor(yaml: string, name: string): string[] {
  const lines = yaml.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  return lint(yaml, facts)
    .findings.filter((finding) => finding.name === name)
    .map(({ line, column }) => (lines[line - 1] ?? '').slice(column - 1));
}

describe('a finding stands where it is mended', () => {
  test.each<[what: string, parts: ExampleParts, name: string, shown: string]>([
    ['a value', { config: 'name: my lora # no' }, 'INVALID_JOB_NAME', 'my lora # no'],
    ['a quoted value', { train: 'lr: "x"' }, 'INVALID_LEARNING_RATE', '"x"'],
    ['a value behind tag and anchor', { train: 'lr: &r !!str 1' }, 'INVALID_LEARNING_RATE', '&r !!str 1'],
    ['a block of text', { train: 'lr: |\n  x' }, 'INVALID_LEARNING_RATE', '|'],
    ['an empty value', { train: 'lr: # later' }, 'INVALID_LEARNING_RATE', 'lr: # later'],
    ['an item', { dataset: 'resolution: [512, "768"]' }, 'RESOLUTION', '"768"]'],
    ['an item of a line', { dataset: 'controls:\n  - depth\n  - canny' }, 'CONTROL_KIND', 'canny'],
    ['a list', { dataset: 'resolution: []' }, 'RESOLUTION', 'resolution: []'],
    ['an unknown key', { train: '"foo": 1' }, 'UNKNOWN_KEY', '"foo": 1'],
    [
      'a key that lacks',
      { train: 'diff_output_preservation: true' },
      'DIFF_OUTPUT_PRESERVATION_TRIGGER',
      'type: diffusion_trainer',
    ],
    [
      'a value after wide characters',
      { train: '"l\\u0072": "😀漢" # ü' },
      'INVALID_LEARNING_RATE',
      '"😀漢" # ü',
    ],
    ['the last of equal keys', { train: 'lr: 1e-4\n"lr": "b"' }, 'INVALID_LEARNING_RATE', '"b"'],
    [
      'a value from a merge key',
      { top: 'job: extension\nx: &d\n  foo: 1', train: '<<: *d' },
      'UNKNOWN_KEY',
      'foo: 1',
    ],
  ])('%s', (_, parts, name, shown) => {
    const yaml = exampleJob(parts);
    for (const text of [yaml, yaml.replaceAll('\n', '\r\n'), yaml.replaceAll('\n', '\r'), `\ufeff${yaml}`]) {
      expect(shownFor(text, name)).toContain(shown);
    }
  });

  test('a byte order mark moves nothing on its line', () => {
    const yaml = 'job: train\nconfig: {name: a, process: [{type: diffusion_trainer}]}\n';
    const places = (text: string) => lint(text, facts).findings.map(({ line, column }) => [line, column]);
    expect(places(`\ufeff${yaml}`)).toEqual(places(yaml));
    expect(places(yaml)).toContainEqual([1, 6]);
  });
});
