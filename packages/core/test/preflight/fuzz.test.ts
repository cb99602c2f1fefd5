import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exampleFacts } from '../../src/preflight/example.ts';
import { lint } from '../../src/preflight/lint.ts';
import { faultOf, lintCase } from './judge-config.ts';
import { mutate, mutationKinds, pieces, seedConfigs } from './mutate-config.ts';

// `npm run fuzz` judges as many as one likes.
const runs = 1500;

const mutation = fc.record({
  where: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom(...mutationKinds),
  piece: fc.constantFrom(...pieces),
  length: fc.nat(30),
});

test('configs broken at random are judged: nothing throws, and every finding has a place in the text', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...seedConfigs),
      fc.constantFrom(...seedConfigs),
      fc.array(mutation, { minLength: 1, maxLength: 6 }),
      fc.nat(2),
      (seed, other, mutations, which) => {
        const yaml = mutations.reduce((text, change) => mutate(text, change, other), seed);
        expect(faultOf(yaml, lintCase(yaml, which)), yaml).toBeNull();
      },
    ),
    { numRuns: runs, seed: 20_260_801 },
  );
}, 120_000);

test('any text at all is judged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const result = lint(text, exampleFacts());
      expect(result.accepted).toBe(false);
      expect(faultOf(text, result)).toBeNull();
    }),
    { numRuns: Math.ceil(runs / 4) },
  );
});

test('a config with thousands of entries takes bounded time', () => {
  const many = Array.from(
    { length: 5000 },
    (_, index) => `        - prompt: p${index} --zz\n          foo${index}: 1`,
  ).join('\n');
  const yaml = `job: extension\nconfig:\n  name: x\n  process:\n    - type: sd_trainer\n      sample:\n        samples:\n${many}\n`;
  // Time of the processor: what others do in between does not count.
  const start = process.cpuUsage();
  const { findings } = lint(yaml, exampleFacts());
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(3000);
  expect(findings.length).toBeGreaterThan(0);
});
