import { expect, test } from 'vitest';
import { readDatasetView } from './dataset-view.ts';

test.each([
  [{}, {}],
  [{ tab: 'gallery' }, {}],
  [{ tab: 'facts', other: 1 }, { tab: 'facts' }],
  [{ tab: ['facts'] }, {}],
])('The address %o shows %o.', (search, view) => {
  expect(readDatasetView(search)).toEqual(view);
});
