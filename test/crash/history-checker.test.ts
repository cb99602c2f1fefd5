import { describe, expect, test } from 'vitest';
import type { Audit, History, HistoryEvent, JobSeen } from './history.ts';
import { checkHistory, type rules } from './history-checker.ts';

const at = (sentAt: number) => ({ sentAt, endedAt: sentAt + 1 });

/** A job that waits, trains, loses its trainer at step 15, is resumed from step 10 and finishes at step 20. */
function soundHistory() {
  const seen = (sentAt: number, rest: Partial<JobSeen> & Pick<JobSeen, 'status'>): JobSeen => ({
    type: 'job-seen',
    ...at(sentAt),
    jobId: 'job',
    currentStep: 0,
    totalSteps: 20,
    runNumber: 1,
    resumedFromStep: null,
    errorCode: null,
    ...rest,
  });
  const checkpoint = (name: string, step: number) =>
    ({ kind: 'checkpoint', name, step, sizeBytes: 7, sha256: `sum ${step}` }) as const;
  const early = checkpoint('job_10.safetensors', 10);
  const final = checkpoint('job.safetensors', 20);
  const read = (sentAt: number, listed: typeof early | typeof final) =>
    ({
      type: 'artifact-read',
      ...at(sentAt),
      jobId: 'job',
      listed,
      read: { sizeBytes: 7, sha256: listed.sha256, contentSha256: `content ${listed.step}` },
      problem: null,
    }) as const;
  const trainer = (runId: string, pid: number) => ({ runId, pid, startTime: '1' });
  const file = { dataset: 'alpha/dogs', filename: 'one.png' } as const;
  const events: HistoryEvent[] = [
    { type: 'server', at: 1, state: 'ready', exit: null },
    { type: 'uploaded', ...at(2), ...file, sha256: 'old', outcome: 'acknowledged', wasCut: false },
    { type: 'uploaded', ...at(4), ...file, sha256: 'cut', outcome: 'unknown', wasCut: true },
    {
      type: 'submitted',
      ...at(10),
      account: 'alpha',
      name: 'a',
      variant: 'v',
      jobId: 'job',
      outcome: 'acknowledged',
    },
    {
      type: 'submitted',
      ...at(12),
      account: 'alpha',
      name: 'b',
      variant: 'v',
      jobId: 'calm',
      outcome: 'acknowledged',
    },
    seen(14, { status: 'IN_QUEUE' }),
    { type: 'trainers', at: 20, trainers: [trainer('run-1', 100)] },
    seen(22, { status: 'RUNNING', currentStep: 15 }),
    { type: 'result-seen', ...at(24), jobId: 'job', status: 'RUNNING', artifacts: [early] },
    { type: 'killed', at: 30, target: 'trainer', signal: 'SIGKILL', runId: 'run-1' },
    { type: 'trainers', at: 31, trainers: [] },
    seen(40, { status: 'STOPPED', currentStep: 15, errorCode: 'RUN_KILLED' }),
    { type: 'job-call', ...at(50), call: 'resume', jobId: 'job', outcome: 'acknowledged', refusal: null },
    { type: 'trainers', at: 60, trainers: [trainer('run-2', 101), trainer('run-3', 102)] },
    seen(62, { status: 'RUNNING', runNumber: 2, resumedFromStep: 10, currentStep: 11 }),
    { type: 'killed', at: 64, target: 'server', signal: 'SIGKILL', runId: null },
    { type: 'server', at: 65, state: 'gone', exit: { signal: 'SIGKILL', code: null, tookMs: 1 } },
    { type: 'server', at: 66, state: 'ready', exit: null },
    { type: 'trainers', at: 70, trainers: [] },
    seen(80, { status: 'STOPPED', runNumber: 2, resumedFromStep: 10, currentStep: 20 }),
    { type: 'result-seen', ...at(82), jobId: 'job', status: 'STOPPED', artifacts: [early, final] },
    read(84, early),
    read(86, final),
    seen(88, { jobId: 'calm', status: 'STOPPED', currentStep: 20 }),
    { type: 'result-seen', ...at(90), jobId: 'calm', status: 'STOPPED', artifacts: [early, final] },
    {
      type: 'dataset-read',
      ...at(92),
      dataset: 'alpha/dogs',
      status: 'READY',
      files: [{ filename: 'one.png', sha256: 'old' }],
    },
    { type: 'server', at: 99, state: 'gone', exit: { signal: null, code: 0, tookMs: 40 } },
  ];
  const run = { jobId: 'job', state: 'ended', gpuType: 'ADA_80_PLUS', resumeStep: null } as const;
  const change = { jobId: 'job', runId: 'run-1' } as const;
  const audit: Audit = {
    jobs: [
      { id: 'job', account: 'alpha', name: 'a', status: 'STOPPED', isDeleted: false },
      { id: 'calm', account: 'alpha', name: 'b', status: 'STOPPED', isDeleted: false },
    ],
    runs: [
      { ...run, id: 'run-1', number: 1, outcome: 'lost' },
      { ...run, id: 'run-2', number: 2, outcome: 'finished', resumeStep: 10 },
      { ...run, id: 'run-3', jobId: 'calm', number: 1, outcome: 'finished' },
    ],
    statusEvents: [
      { ...change, from: 'IN_QUEUE', to: 'RUNNING', event: 'run-started' },
      { ...change, from: 'RUNNING', to: 'STOPPED', event: 'run-lost' },
      { ...change, runId: 'run-2', from: 'STOPPED', to: 'IN_QUEUE', event: 'resume' },
      { ...change, runId: 'run-2', from: 'IN_QUEUE', to: 'RUNNING', event: 'run-started' },
      { ...change, runId: 'run-2', from: 'RUNNING', to: 'STOPPED', event: 'run-finished' },
      { jobId: 'calm', runId: 'run-3', from: 'IN_QUEUE', to: 'RUNNING', event: 'run-started' },
      { jobId: 'calm', runId: 'run-3', from: 'RUNNING', to: 'STOPPED', event: 'run-finished' },
    ],
    leftovers: [],
    missingObjects: [],
  };
  const reference = new Map([
    ['checkpoint job_10.safetensors of step 10', 'content 10'],
    ['checkpoint job.safetensors of step 20', 'content 20'],
  ]);
  const history = {
    slots: { ADA_80_PLUS: 2 },
    tellWithinMs: 1000,
    closeWithinMs: 1000,
    variants: { v: { totalSteps: 20, reference, keepsAll: true } },
    events,
    audit,
  } satisfies History;
  return { history, seen, early, final, read, trainer, file };
}

type Sound = ReturnType<typeof soundHistory>;

/** The sound history with more events at its end, or others in place of those that `replace` changes. */
function withEvents(sound: Sound, added: readonly HistoryEvent[]): History {
  return { ...sound.history, events: [...sound.history.events, ...added] };
}

function replacing(sound: Sound, change: (event: HistoryEvent) => HistoryEvent): History {
  return { ...sound.history, events: sound.history.events.map(change) };
}

function withAudit(sound: Sound, audit: Partial<Audit>): History {
  return { ...sound.history, audit: { ...sound.history.audit, ...audit } };
}

/** For each rule, histories that it alone must notice, or notice too. */
const wrong: Record<keyof typeof rules, Record<string, (sound: Sound) => History>> = {
  oneEnd: {
    'an accepted job that is not there': (sound) =>
      withAudit(sound, { jobs: sound.history.audit.jobs.slice(1) }),
    'a job that never ends': (sound) =>
      withAudit(sound, {
        jobs: sound.history.audit.jobs.map((job) => ({ ...job, status: 'RUNNING' as const })),
      }),
    'a run that never ends': (sound) =>
      withAudit(sound, {
        runs: sound.history.audit.runs.map((run) => ({ ...run, state: 'running', outcome: null })),
      }),
    'a run that ends its job twice': (sound) =>
      withAudit(sound, {
        statusEvents: [
          ...sound.history.audit.statusEvents,
          { jobId: 'job', runId: 'run-2', from: 'RUNNING', to: 'STOPPED', event: 'run-lost' },
        ],
      }),
    'a job that was accepted twice': (sound) =>
      withAudit(sound, {
        jobs: sound.history.audit.jobs.map((job) => ({ ...job, name: 'a' })),
      }),
    'a job that nobody deleted': (sound) =>
      withAudit(sound, { jobs: sound.history.audit.jobs.map((job) => ({ ...job, isDeleted: true })) }),
  },
  transitions: {
    'a change that the table does not have': (sound) =>
      withAudit(sound, {
        statusEvents: sound.history.audit.statusEvents.map((change) => ({
          ...change,
          event: change.event === 'run-lost' ? ('cancel-queued' as const) : change.event,
        })),
      }),
    'a change that begins elsewhere': (sound) =>
      withAudit(sound, { statusEvents: sound.history.audit.statusEvents.slice(1) }),
    'an ended job that runs again by itself': (sound) =>
      withEvents(sound, [sound.seen(95, { status: 'RUNNING', runNumber: 2, resumedFromStep: 10 })]),
    'a running job that is back in the queue': (sound) =>
      withEvents(sound, [sound.seen(23, { status: 'IN_QUEUE' })]),
    'a cancellation that nobody wanted': (sound) =>
      withEvents(sound, [sound.seen(41, { status: 'CANCELED', currentStep: 15 })]),
    'a job that is said to have failed': (sound) =>
      withEvents(sound, [sound.seen(41, { status: 'FAILED', currentStep: 15 })]),
  },
  finishedTruly: {
    'a job at its last step without its final checkpoint': (sound) =>
      replacing(sound, (event) =>
        event.type === 'result-seen' ? { ...event, artifacts: [sound.early] } : event,
      ),
    'a canceled job at its last step': (sound) =>
      withEvents(sound, [sound.seen(95, { status: 'CANCELED', currentStep: 20 })]),
  },
  resumeKeeps: {
    'a resume from before the last checkpoint': (sound) =>
      withAudit(sound, {
        runs: sound.history.audit.runs.map((run) => ({ ...run, resumeStep: null })),
      }),
  },
  deletedStaysDeleted: {
    'a job that comes back': (sound) =>
      withEvents(sound, [
        { type: 'job-call', ...at(93), call: 'delete', jobId: 'job', outcome: 'acknowledged', refusal: null },
        sound.seen(96, { status: 'STOPPED', currentStep: 20, runNumber: 2, resumedFromStep: 10 }),
      ]),
    'a job that is gone': (sound) => withEvents(sound, [{ type: 'job-missing', ...at(95), jobId: 'job' }]),
  },
  oneTrainer: {
    'two trainers for one job': (sound) =>
      withEvents(sound, [
        { type: 'trainers', at: 61, trainers: [sound.trainer('run-1', 100), sound.trainer('run-2', 101)] },
      ]),
    'more trainers than slots': (sound) => ({ ...sound.history, slots: { ADA_80_PLUS: 1 } }),
    'a trainer of a run that nobody knows': (sound) =>
      withEvents(sound, [{ type: 'trainers', at: 61, trainers: [sound.trainer('run-9', 109)] }]),
  },
  oneStart: {
    'a second trainer of a run': (sound) =>
      withEvents(sound, [{ type: 'trainers', at: 71, trainers: [sound.trainer('run-2', 108)] }]),
  },
  serverKillIsHarmless: {
    'a run that was lost by itself': (sound) =>
      withEvents(
        {
          ...sound,
          history: {
            ...sound.history,
            events: sound.history.events.filter(({ type }) => type !== 'killed'),
          },
        },
        [],
      ),
    'a run that failed': (sound) =>
      withAudit(sound, { runs: sound.history.audit.runs.map((run) => ({ ...run, outcome: 'failed' })) }),
  },
  toldInTime: {
    'a job that says it too late': (sound) => ({ ...sound.history, tellWithinMs: 5 }),
    'a job that never says it': (sound) =>
      replacing(sound, (event) =>
        'jobId' in event && event.jobId === 'job' && event.type === 'job-seen' && event.sentAt > 30
          ? { ...event, status: 'RUNNING', runNumber: 1 }
          : event,
      ),
  },
  serverCloses: {
    'a server that does not close in time': (sound) => ({ ...sound.history, closeWithinMs: 10 }),
    'a server that breaks when it closes': (sound) =>
      withEvents(sound, [
        { type: 'server', at: 99, state: 'gone', exit: { signal: null, code: 1, tookMs: 4 } },
      ]),
  },
  noFaults: {
    'an answer that is a fault': (sound) =>
      withEvents(sound, [{ type: 'server-fault', at: 95, status: 500, message: 'Something went wrong.' }]),
  },
  artifactsWhole: {
    'a damaged artifact': (sound) =>
      withEvents(sound, [
        {
          ...sound.read(95, sound.final),
          read: { sizeBytes: 7, sha256: 'other', contentSha256: 'content 20' },
        },
      ]),
    'an artifact that is cut short': (sound) =>
      withEvents(sound, [
        {
          ...sound.read(95, sound.final),
          read: { sizeBytes: 3, sha256: 'sum 20', contentSha256: 'content 20' },
        },
      ]),
    'an artifact that is not there': (sound) =>
      withEvents(sound, [{ ...sound.read(95, sound.final), read: null, problem: 'the link answered 404' }]),
    'a row without its object': (sound) => withAudit(sound, { missingObjects: ['artifacts/a/b'] }),
  },
  artifactsKept: {
    'an artifact that is listed no more': (sound) =>
      withEvents(sound, [
        { type: 'result-seen', ...at(95), jobId: 'job', status: 'STOPPED', artifacts: [sound.final] },
      ]),
  },
  sameBytes: {
    'a checkpoint that an undisturbed run does not make': (sound) =>
      withEvents(sound, [
        {
          ...sound.read(95, sound.final),
          read: { sizeBytes: 7, sha256: 'sum 20', contentSha256: 'content 21' },
        },
      ]),
  },
  serverKillKeepsArtifacts: {
    'an undisturbed job that lacks a checkpoint': (sound) =>
      replacing(sound, (event) =>
        event.type === 'result-seen' && event.jobId === 'calm'
          ? { ...event, artifacts: [sound.final] }
          : event,
      ),
  },
  uploadsKept: {
    'an acknowledged file that is gone': (sound) =>
      withEvents(sound, [
        { type: 'dataset-read', ...at(95), dataset: 'alpha/dogs', status: 'READY', files: [] },
      ]),
    'a file of an upload that was broken off': (sound) =>
      withEvents(sound, [
        {
          type: 'dataset-read',
          ...at(95),
          dataset: 'alpha/dogs',
          status: 'READY',
          files: [{ filename: 'one.png', sha256: 'cut' }],
        },
      ]),
    'a dataset that failed': (sound) =>
      replacing(sound, (event) => (event.type === 'dataset-read' ? { ...event, status: 'FAILED' } : event)),
  },
  nothingLeft: {
    'a GPU that is still held': (sound) =>
      withAudit(sound, { leftovers: ['The GPU slot-0 is held by the run run-1.'] }),
  },
};

describe('the history checker', () => {
  test('finds nothing in a history in which all is well', () => {
    expect(checkHistory(soundHistory().history)).toEqual([]);
  });

  test('allows what a request without an answer may have done', () => {
    const sound = soundHistory();
    const file = { dataset: 'alpha/dogs', filename: 'one.png' } as const;
    const upload = { type: 'uploaded', ...at(93), ...file, sha256: 'new', wasCut: false } as const;
    for (const sha256 of ['old', 'new']) {
      const history = withEvents(sound, [
        { ...upload, outcome: 'unknown' },
        {
          type: 'dataset-read',
          ...at(95),
          dataset: file.dataset,
          status: 'READY',
          files: [{ filename: file.filename, sha256 }],
        },
      ]);
      expect(checkHistory(history)).toEqual([]);
    }
  });

  const cases = Object.entries(wrong).flatMap(([rule, histories]) =>
    Object.entries(histories).map(([what, make]) => ({ rule, what, make })),
  );
  test.each(cases)('$rule notices $what', ({ rule, make }) => {
    expect(checkHistory(make(soundHistory())).map((violation) => violation.rule)).toContain(rule);
  });
});
