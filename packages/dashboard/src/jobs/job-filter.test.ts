import { expect, test } from 'vitest';
import { readJobFilter } from './job-filter.ts';

test.each([
  [{ status: 'RUNNING' }, { status: 'RUNNING' }],
  [{ status: 'running' }, {}],
  [{ status: 3, other: 'x' }, {}],
  [{}, {}],
])('The address %j filters by %j.', (search, filter) => {
  expect(readJobFilter(search)).toEqual(filter);
});
