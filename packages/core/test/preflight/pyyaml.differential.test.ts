import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/preflight/document.ts';
import { exampleJob } from '../../src/preflight/example.ts';
import { awkwardDocuments, awkwardScalars } from './awkward-yaml.ts';

/** What PyYAML made of a text: a value, or the reason why it failed. */
type Answer = { readonly value: unknown } | { readonly error: string };

const script = fileURLToPath(new URL('read-with-pyyaml.py', import.meta.url));
const hasPyYaml = spawnSync('python3', ['-c', 'import yaml']).status === 0;
if (!hasPyYaml) {
  console.warn(
    'python3 with PyYAML is not installed: our YAML reader is NOT compared with the real one (pip install pyyaml).',
  );
}

function readWithPyYaml(texts: readonly string[]): readonly Answer[] {
  const { status, stdout, stderr } = spawnSync('python3', [script], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly Answer[];
}

/** What our reader makes of a text, in the same form. */
function readHere(text: string): unknown {
  const result = readDocument(text);
  return result.ok ? { value: markInfinite(result.document.value) } : 'an error';
}

/** JSON has no infinite numbers, and −0 is 0 to Python's integers. */
function markInfinite(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value === 0 ? 0 : value;
    return { '@float': Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
  }
  if (Array.isArray(value)) return value.map(markInfinite);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, markInfinite(item)]));
}

function differences(texts: readonly string[]): unknown[] {
  return readWithPyYaml(texts).flatMap((answer, index) => {
    const text = texts[index] ?? '';
    const theirs = 'error' in answer ? 'an error' : { value: markInfinite(answer.value) };
    const ours = readHere(text);
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ text, ours, theirs: answer }];
  });
}

describe.runIf(hasPyYaml)("YAML is read as PyYAML with the trainer's loader reads it", () => {
  test('awkward scalars as a value, as an item, in a flow list and as a key', () => {
    const texts = awkwardScalars.flatMap((scalar) => [
      `a: ${scalar}`,
      `- ${scalar}\n- b`,
      `a: [${scalar}]`,
      `a: {b: ${scalar}, c: d}`,
      `${scalar}: b`,
      scalar,
    ]);
    expect(differences(texts)).toEqual([]);
  });

  test('awkward documents', () => {
    expect(differences(awkwardDocuments)).toEqual([]);
  });

  test('documents broken at random places', () => {
    const pieces = [
      '\n',
      '\n  ',
      ' ',
      '\t',
      '- ',
      ': ',
      ':',
      '#',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&a ',
      '*a',
      '!',
      '"',
      "'",
      '|',
      '>',
      '~',
      '1e-4',
      '---\n',
      '\r\n',
      '<<: ',
      '😀',
    ];
    const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...pieces), fc.nat(6));
    const texts = fc.sample(
      fc.tuple(
        fc.constantFrom(...awkwardDocuments, exampleJob()),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
      ),
      { numRuns: 3000, seed: 20_260_801 },
    );
    const broken = texts.map(([text, edits]) =>
      edits.reduce((current, [where, piece, removed]) => {
        const at = Math.floor(where * current.length);
        return current.slice(0, at) + piece + current.slice(at + removed);
      }, text),
    );
    expect(differences(broken)).toEqual([]);
  });
});
