import { allErrors, type CatalogueEntry, renderErrorText, ruleExamples } from '@trainyard/core';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { findNearest } from '../nearest.ts';

export const command = defineCommand({
  name: 'explain',
  summary: 'Say what an error means and what to do about it; without a code, list all of them.',
  args: { code: { summary: 'A number (42258) or a name (FLUX2_OOM_RISK).', optional: true } },
  options: {},
  examples: ['explain 42258', 'explain DATASET_NOT_READY', 'explain'],
  async run({ args: { code } }, io) {
    if (code === undefined) {
      io.print(listErrors());
      return exitCodes.done;
    }
    // Two numbers share a name, so one name can be two entries.
    const wanted = code.trim().toUpperCase();
    const found = allErrors.filter((entry) => String(entry.code) === wanted || entry.name === wanted);
    if (found.length === 0) throw unknownCode(code);
    io.writeOut(found.map((entry) => renderErrorText(entry, ruleExamples(entry.code))).join('\n'));
    return exitCodes.done;
  },
});

function unknownCode(code: string): CommandFailure {
  const names = allErrors.flatMap((entry) => [String(entry.code), entry.name]);
  const near = findNearest(code, names);
  const nearest = allErrors.find((entry) => String(entry.code) === near || entry.name === near);
  const hint = nearest === undefined ? '' : ` The nearest is ${lineOf(nearest)}.`;
  return new CommandFailure(
    exitCodes.refused,
    `There is no error "${code}".${hint}\n\nThese are all:\n\n${listErrors()}`,
  );
}

function listErrors(): string {
  return allErrors.map(lineOf).join('\n');
}

function lineOf(entry: CatalogueEntry): string {
  return `${entry.code} ${entry.name}`;
}
