import { expect, test } from 'vitest';
import { readJobView } from './job-view.ts';

test.each([
  [{}, {}],
  [{ tab: 'overview' }, {}],
  [
    { tab: 'log', at: 'failure' },
    { tab: 'log', at: 'failure' },
  ],
  [{ tab: '<script>', at: 7 }, {}],
])('The address %o shows %o.', (search, view) => {
  expect(readJobView(search)).toEqual(view);
});
