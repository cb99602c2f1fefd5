import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { readInterface } from './read-interface.ts';
import { readTrainer } from './read-trainer.ts';
import { writeExamples } from './write-examples.ts';
import { writeFixtures } from './write-fixtures.ts';

const usage = `Usage: npm run models:refresh -- --dir CHECKOUT [--fixtures FOLDER]

Compares the model catalogue and the key table with a checkout of AI Toolkit and prints what is new, gone or
changed. Nothing of the checkout is run. With --fixtures the job that its interface would submit for every model
is written into FOLDER/ui-defaults, and its example configs into FOLDER/examples, one YAML file each.

Exit status: 0 no difference, 1 differences, 2 the checkout could not be read.
`;

/** Runs the command; returns the exit status. Text goes through `print`. */
export function refreshModels(argv: readonly string[], print: (text: string) => void): number {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      dir: { type: 'string' },
      fixtures: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.dir === undefined) {
    print(usage);
    return values.help ? 0 : 2;
  }
  if (!existsSync(join(values.dir, 'toolkit/config_modules.py'))) {
    print(`${values.dir} holds no AI Toolkit: toolkit/config_modules.py is missing.\n`);
    return 2;
  }
  const source = readTrainer(values.dir);
  const ui = readInterface(values.dir);
  if (values.fixtures !== undefined) {
    const defaults = writeFixtures(ui, join(values.fixtures, 'ui-defaults'));
    const examples = writeExamples(values.dir, join(values.fixtures, 'examples'));
    print(`${defaults} default jobs and ${examples} examples written to ${values.fixtures}.\n`);
  }
  const differences = compare(source, ui);
  for (const { kind, text } of differences) print(`${kind.padEnd(8)}${text}\n`);
  print(
    differences.length === 0
      ? `The tables agree with AI Toolkit ${source.version}: ${source.registeredArchs.length} registered architectures, ${ui.models.length} names in its interface.\n`
      : `${differences.length} differences. See docs/guides/refresh-models.md for what to do.\n`,
  );
  return differences.length === 0 ? 0 : 1;
}
