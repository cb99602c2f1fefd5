import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artifactKey, datasetFileKey, parseObjectKey } from '../../src/storage/object-key.ts';

const bad = [
  '',
  '..',
  'a/b',
  '../../etc/passwd',
  randomUUID().toUpperCase(),
  `${randomUUID()}/`,
  `${randomUUID()}\n`,
  ` ${randomUUID()}`,
];

describe('object keys', () => {
  test('are made of lower-case UUIDs', () => {
    const [a, b] = [randomUUID(), randomUUID()];
    expect(datasetFileKey(a, b)).toBe(`datasets/${a}/${b}`);
    expect(artifactKey(a, b)).toBe(`artifacts/${a}/${b}`);
    expect(parseObjectKey(`datasets/${a}/${b}`)).toBe(`datasets/${a}/${b}`);
  });

  test.each(bad)('are not made of %j', (text) => {
    expect(() => datasetFileKey(text, randomUUID())).toThrow(/UUID/);
    expect(() => datasetFileKey(randomUUID(), text)).toThrow(/UUID/);
    expect(() => artifactKey(text, randomUUID())).toThrow(/UUID/);
    expect(() => artifactKey(randomUUID(), text)).toThrow(/UUID/);
  });

  test('no other text is read as a key', () => {
    const piece = fc.constantFrom('datasets', 'artifacts', '/', '..', '.', randomUUID(), '\0', ' ');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        try {
          expect(parseObjectKey(text)).toMatch(/^(datasets|artifacts)\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/);
        } catch (error) {
          expect(String(error)).toMatch(/object/);
        }
      }),
    );
  });
});
