import type { Settings } from '@trainyard/server/settings';
import { defineCommand } from '../command.ts';
import { type DoctorCheck, type DoctorResult, examine } from '../doctor/check.ts';
import { dataChecks } from '../doctor/data-checks.ts';
import { portCheck } from '../doctor/port-check.ts';
import { programChecks } from '../doctor/program-checks.ts';
import { retentionCheck } from '../doctor/retention-check.ts';
import { trainerChecks } from '../doctor/trainer-checks.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { countOf } from '../quantities.ts';
import { allSettingOptions, loadCommandSettings, type SettingFlags } from '../settings-options.ts';
import { paint } from '../style.ts';

export const command = defineCommand({
  name: 'doctor',
  summary: 'Check that a server with these settings would work here, and say what to do where it would not.',
  details: ['Changes nothing, and can be run while the server runs. Exit code 1 when there is a problem.'],
  args: {},
  options: { json: { kind: 'flag', summary: 'Print JSON.' }, ...allSettingOptions },
  examples: ['doctor', 'doctor --data-dir /var/lib/trainyard --port 80'],
  async run({ options: { json, ...flags } }, io) {
    const { settings, check } = await readSettings(flags, io);
    const checks = [check, ...programChecks(io.nodeVersion)];
    if (settings !== null)
      checks.push(
        ...dataChecks(settings),
        portCheck(settings, io),
        ...(await trainerChecks(settings, io)),
        retentionCheck(settings),
      );
    const results = await examine(checks);
    const problems = results.filter(({ ok }) => !ok).length;
    if (json) {
      io.print(JSON.stringify({ ok: problems === 0, checks: results }, null, 2));
    } else {
      for (const result of results) io.print(lineOf(result, io));
      io.print(problems === 0 ? '\nAll is well.' : `\n${countOf(problems, 'problem')}.`);
    }
    return problems === 0 ? exitCodes.done : exitCodes.findings;
  },
});

/** The settings, or null with a check that says what is wrong with them. */
async function readSettings(
  flags: SettingFlags,
  io: Io,
): Promise<{ settings: Settings | null; check: DoctorCheck }> {
  try {
    const settings = await loadCommandSettings(flags, io);
    return { settings, check: { name: 'settings', run: async () => 'are right' } };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { settings: null, check: { name: 'settings', run: () => Promise.reject(error) } };
  }
}

function lineOf({ name, ok, message }: DoctorResult, io: Io): string {
  const mark = ok ? paint(io, 'out', 'green', 'ok     ') : paint(io, 'out', 'red', 'problem');
  // The further lines of a message stand below its first.
  return `${mark}  ${name.padEnd(12)}  ${message.replaceAll('\n', `\n${' '.repeat(23)}`)}`;
}
