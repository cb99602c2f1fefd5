import { allErrors, renderErrorsMarkdown } from '@trainyard/core';
import type { Output } from '../output.ts';

/** Every error of the catalogue. */
export const errorsMarkdown: Output = {
  path: 'docs/reference/errors.md',
  render: () => renderErrorsMarkdown(allErrors),
};
