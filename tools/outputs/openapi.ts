import { buildOpenApi, routes } from '@trainyard/core';
import type { Output } from '../output.ts';
import { product } from './product.ts';

/** The API for machines. */
export const openApiJson: Output = {
  path: 'docs/reference/openapi.json',
  render: () => `${JSON.stringify(buildOpenApi(routes, product), null, 2)}\n`,
};
