import { expect, test } from 'vitest';
import { checkNode } from './program-checks.ts';

test.for(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('Node %s is new enough', (version) => {
  expect(checkNode(version)).toBe(`version ${version}`);
});

test.for(['18.20.8', '20.18.3', '20.9.0'])('Node %s is too old', (version) => {
  expect(() => checkNode(version)).toThrow(`This is Node ${version}, but 20.19 or newer is needed.`);
});
