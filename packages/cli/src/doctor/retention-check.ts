import { existsSync } from 'node:fs';
import type { Settings } from '@trainyard/server/settings';
import { withDatabase } from '../open-database.ts';
import { countOf, formatBytes } from '../quantities.ts';
import type { DoctorCheck } from './check.ts';

const mostNames = 5;

/** Says which ended jobs the server will delete with these settings, and what that frees. Deletes nothing. */
export function retentionCheck(settings: Settings): DoctorCheck {
  return { name: 'retention', run: () => describe(settings) };
}

async function describe(settings: Settings): Promise<string> {
  if (settings.retentionDays === null && settings.retentionJobs === null) return 'every job is kept';
  if (settings.databaseUrl === null && !existsSync(settings.dataDir)) return 'there are no jobs yet';
  const { findOldJobs, systemClock } = await import('@trainyard/server');
  const old = await withDatabase(settings, (db) => findOldJobs({ db, clock: systemClock }, settings));
  if (old.length === 0) return 'no job is old enough to be deleted';
  const bytes = old.reduce((sum, { artifactBytes }) => sum + artifactBytes, 0);
  const names = old.slice(0, mostNames).map(({ account, name }) => `${account}/${name}`);
  const more = old.length > names.length ? ` and ${old.length - names.length} more` : '';
  return `${countOf(old.length, 'job')} (${formatBytes(bytes)}) will be deleted within the hour: ${names.join(', ')}${more}`;
}
