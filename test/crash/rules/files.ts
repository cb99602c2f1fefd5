import { artifactLabel, type HistoryEvent, type Uploaded } from '../history.ts';
import { byJob, callsOf, eventsOf, type Rule } from './rule.ts';

/** What a result lists can be downloaded, whole and as it was announced. */
export const artifactsWhole: Rule = function* ({ events, audit }) {
  for (const { jobId, listed, read, problem } of eventsOf(events, 'artifact-read')) {
    const what = `The ${artifactLabel(listed)} of the job ${jobId}`;
    if (read === null) yield `${what} cannot be downloaded: ${problem}`;
    else if (listed.sizeBytes !== null && listed.sizeBytes !== read.sizeBytes)
      yield `${what} has ${read.sizeBytes} bytes instead of ${listed.sizeBytes}.`;
    else if (listed.sha256 !== null && listed.sha256 !== read.sha256) yield `${what} is damaged.`;
  }
  for (const key of audit.missingObjects) yield `The object ${key} is in the database and not in the store.`;
};

/** What a result listed once it lists ever after; only rotation and deletion take artifacts away. */
export const artifactsKept: Rule = function* ({ events, variants }) {
  const variantOf = variantsOf(events);
  for (const [jobId, results] of byJob(eventsOf(events, 'result-seen'))) {
    const rotates = variantOf(jobId).some((name) => variants[name]?.keepsAll === false);
    const last = new Set(results.at(-1)?.artifacts.map(({ kind, name }) => `${kind} ${name}`));
    for (const { artifacts } of results) {
      for (const { kind, name, step } of artifacts) {
        if (kind === 'checkpoint' && rotates) continue;
        if (!last.has(`${kind} ${name}`)) {
          yield `The ${artifactLabel({ kind, name, step })} of the job ${jobId} was listed and is gone.`;
        }
      }
    }
  }
};

/** Whatever happened to a job, its artifacts are those of a run that nothing happened to, byte for byte. */
export const sameBytes: Rule = function* ({ events, variants }) {
  const variantOf = variantsOf(events);
  for (const { jobId, listed, read } of eventsOf(events, 'artifact-read')) {
    if (read === null || listed.kind === 'config') continue;
    const label = artifactLabel(listed);
    const expected = variantOf(jobId).flatMap((name) => variants[name]?.reference.get(label) ?? []);
    if (expected.length > 0 && !expected.includes(read.contentSha256)) {
      yield `The ${label} of the job ${jobId} is not what an uninterrupted run makes.`;
    }
  }
};

/** A job whose one run nothing but the server died under has every artifact of an undisturbed run. */
export const serverKillKeepsArtifacts: Rule = function* ({ events, audit, variants }) {
  const variantOf = variantsOf(events);
  const killed = new Set(eventsOf(events, 'killed').map(({ runId }) => runId));
  for (const [jobId, results] of byJob(eventsOf(events, 'result-seen'))) {
    const runs = audit.runs.filter((run) => run.jobId === jobId);
    const [run, ...others] = runs;
    if (run === undefined || others.length > 0 || run.outcome !== 'finished' || killed.has(run.id)) continue;
    if (callsOf(events, jobId).some((call) => call.call === 'edit' && call.outcome !== 'refused')) continue;
    const result = results.at(-1);
    if (result?.status !== 'STOPPED') continue;
    const made = new Set(result.artifacts.map(artifactLabel));
    for (const label of variants[variantOf(jobId)[0] ?? '']?.reference.keys() ?? []) {
      if (!made.has(label)) yield `The job ${jobId} was not disturbed and lacks its ${label}.`;
    }
  }
};

/** A file that was acknowledged is there, whole, until another takes its place. */
export const uploadsKept: Rule = function* ({ events }) {
  for (const read of eventsOf(events, 'dataset-read')) {
    if (read.status === 'FAILED') yield `The dataset ${read.dataset} is FAILED, but its files are sound.`;
    const listed = new Map(read.files.map(({ filename, sha256 }) => [filename, sha256]));
    for (const [filename, allowed] of expectedFiles(events, read.dataset, read)) {
      const found = listed.has(filename) ? (listed.get(filename) ?? 'unreadable') : 'absent';
      if (!allowed.has(found)) {
        yield `${filename} of the dataset ${read.dataset} is ${found}, not ${[...allowed].join(' or ')}.`;
      }
    }
  }
};

/** What each file of a dataset may hold at a moment; `absent` where it may not be there. */
function expectedFiles(
  events: readonly HistoryEvent[],
  dataset: string,
  moment: { sentAt: number; endedAt: number },
): Map<string, Set<string>> {
  const expected = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.type !== 'uploaded' && event.type !== 'file-removed') continue;
    if (event.dataset !== dataset || event.sentAt > moment.endedAt) continue;
    const before = expected.get(event.filename) ?? new Set(['absent']);
    const mayHaveFailed = event.outcome !== 'acknowledged' || event.endedAt > moment.sentAt;
    const after = new Set(mayHaveFailed ? before : []);
    if (event.type === 'file-removed') {
      if (event.outcome !== 'refused') after.add('absent');
    } else if (mayTakeEffect(event)) after.add(event.sha256);
    expected.set(event.filename, after);
  }
  return expected;
}

function mayTakeEffect({ outcome, wasCut }: Uploaded): boolean {
  return outcome === 'acknowledged' || (outcome === 'unknown' && !wasCut);
}

/** The variants that a job had, first the one it was submitted with. */
function variantsOf(events: readonly HistoryEvent[]): (jobId: string) => readonly string[] {
  const variants = new Map<string, string[]>();
  for (const event of events) {
    const isEdit = event.type === 'job-call' && event.call === 'edit' && event.outcome !== 'refused';
    if (event.type !== 'submitted' && !isEdit) continue;
    if (event.jobId === null || event.variant === undefined) continue;
    variants.set(event.jobId, [...(variants.get(event.jobId) ?? []), event.variant]);
  }
  return (jobId) => variants.get(jobId) ?? [];
}
