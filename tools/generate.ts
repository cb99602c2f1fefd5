// Writes docs/reference from the data that the product itself uses; `--check` only compares.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDifferences, writeOutputs } from './output-files.ts';
import { apiMarkdown } from './outputs/api.ts';
import { cliMarkdown } from './outputs/cli.ts';
import { errorsMarkdown } from './outputs/errors.ts';
import { modelsMarkdown } from './outputs/models.ts';
import { openApiJson } from './outputs/openapi.ts';
import { rulesMarkdown } from './outputs/rules.ts';
import { settingsMarkdown } from './outputs/settings.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outputs = [
  apiMarkdown,
  cliMarkdown,
  errorsMarkdown,
  modelsMarkdown,
  openApiJson,
  rulesMarkdown,
  settingsMarkdown,
];

if (process.argv.includes('--check')) {
  const differences = await findDifferences(root, outputs);
  for (const difference of differences) console.error(difference);
  if (differences.length > 0) {
    console.error('Run "npm run generate" and commit what it writes.');
    process.exitCode = 1;
  }
} else {
  for (const path of await writeOutputs(root, outputs)) console.log(`wrote ${path}`);
}
