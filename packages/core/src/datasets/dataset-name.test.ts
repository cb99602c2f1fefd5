import { describe, expect, test } from 'vitest';
import { datasetNameProblem } from './dataset-name.ts';

describe('datasetNameProblem', () => {
  test.each(['dogs', 'D', '0', '_', 'a-b_c-9', '_-', 'x'.repeat(128)])('accepts %j', (name) => {
    expect(datasetNameProblem(name)).toBeNull();
  });

  test.each([
    ['', /empty/],
    ['-dogs', /begins with "-"/],
    ['my dogs', /" "/],
    ['dogs/cats', /"\/"/],
    ['..', /"\."/],
    ['hündchen', /"ü"/],
    ['犬', /"犬"/],
    ['dogs\n', /"\\n"/],
    ['a\u0000', /"\\u0000"/],
    ['🐶', /"🐶"/],
    ['x'.repeat(129), /longer than 128/],
  ])('refuses %j and says why', (name, reason) => {
    expect(datasetNameProblem(name)).toMatch(reason);
  });
});
