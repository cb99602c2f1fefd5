import { errorAnchor, findError, renderApiMarkdown, routes } from '@trainyard/core';
import type { Output } from '../output.ts';
import { product } from './product.ts';

/** Every call of the API, to read. */
export const apiMarkdown: Output = {
  path: 'docs/reference/api.md',
  render: () =>
    renderApiMarkdown(routes, {
      ...product,
      errorHref: (code) => {
        const entry = findError(code);
        return `errors.md${entry === undefined ? '' : errorAnchor(entry)}`;
      },
    }),
};
