import type { JobEvent, JobStatus } from '@trainyard/core';

/*
 * What a campaign of kills writes down, for the checker to judge afterwards. Times are milliseconds since 1970
 * by the clock of the machine; `sentAt` is before the first byte of a request, `endedAt` after its last one.
 */

/** What became of a request: `unknown` where no answer came, so that it may or may not have been obeyed. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

interface Timed {
  readonly sentAt: number;
  readonly endedAt: number;
}

/** A job was submitted; `jobId` is null unless the answer named one. */
export interface Submitted extends Timed {
  readonly type: 'submitted';
  readonly account: string;
  readonly name: string;
  readonly variant: string;
  readonly jobId: string | null;
  readonly outcome: Outcome;
}

/** A request that changes a job. An edit names the variant that the job has from then on. */
export interface JobCall extends Timed {
  readonly type: 'job-call';
  readonly call: 'cancel' | 'resume' | 'edit' | 'delete';
  readonly jobId: string;
  readonly outcome: Outcome;
  /** What the server said, where it refused. */
  readonly refusal: string | null;
  readonly variant?: string;
}

/** What `status` said of a job. */
export interface JobSeen extends Timed {
  readonly type: 'job-seen';
  readonly jobId: string;
  readonly status: JobStatus;
  readonly currentStep: number;
  readonly totalSteps: number;
  readonly runNumber: number;
  readonly resumedFromStep: number | null;
  readonly errorCode: string | null;
}

/** `status` said that there is no such job. */
export interface JobMissing extends Timed {
  readonly type: 'job-missing';
  readonly jobId: string;
}

/** An artifact as `result` lists it. */
export interface ListedArtifact {
  readonly kind: 'checkpoint' | 'sample' | 'config';
  /** Of a sample its step and index, since the names of samples hold the time. */
  readonly name: string;
  readonly step: number;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
}

/** What `result` said. */
export interface ResultSeen extends Timed {
  readonly type: 'result-seen';
  readonly jobId: string;
  readonly status: JobStatus;
  readonly artifacts: readonly ListedArtifact[];
}

/** The bytes behind a link of a result. */
export interface ArtifactRead extends Timed {
  readonly type: 'artifact-read';
  readonly jobId: string;
  readonly listed: ListedArtifact;
  /** Null where the link gave no whole file, and why. */
  readonly read: {
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly contentSha256: string;
  } | null;
  readonly problem: string | null;
}

/** A file was sent into a dataset; `wasCut` where the sender broke it off on purpose. */
export interface Uploaded extends Timed {
  readonly type: 'uploaded';
  /** `account/dataset`. */
  readonly dataset: string;
  readonly filename: string;
  readonly sha256: string;
  readonly outcome: Outcome;
  readonly wasCut: boolean;
}

/** A file of a dataset was deleted. */
export interface FileRemoved extends Timed {
  readonly type: 'file-removed';
  readonly dataset: string;
  readonly filename: string;
  readonly outcome: Outcome;
}

/** What the files of a dataset are, listed and then read; `sha256` is of the bytes, null where they cannot be read. */
export interface DatasetRead extends Timed {
  readonly type: 'dataset-read';
  readonly dataset: string;
  readonly status: string;
  readonly files: readonly { readonly filename: string; readonly sha256: string | null }[];
}

/** A process was killed on purpose. */
export interface Killed {
  readonly type: 'killed';
  readonly at: number;
  readonly target: 'server' | 'agent' | 'trainer';
  readonly signal: 'SIGKILL' | 'SIGTERM';
  /** Null for a server. */
  readonly runId: string | null;
}

/** The server became ready or went away. */
export interface ServerChanged {
  readonly type: 'server';
  readonly at: number;
  readonly state: 'ready' | 'gone';
  /** How it went away, and how long after it was told to; null where it became ready. */
  readonly exit: {
    readonly signal: string | null;
    readonly code: number | null;
    readonly tookMs: number;
  } | null;
}

/** Trainers that lived at one and the same moment; written down whenever that set changes. */
export interface TrainersSeen {
  readonly type: 'trainers';
  readonly at: number;
  readonly trainers: readonly { readonly pid: number; readonly startTime: string; readonly runId: string }[];
}

/** The server answered with a 5xx. */
export interface ServerFault {
  readonly type: 'server-fault';
  readonly at: number;
  readonly status: number;
  readonly message: string;
}

export type HistoryEvent =
  | Submitted
  | JobCall
  | JobSeen
  | JobMissing
  | ResultSeen
  | ArtifactRead
  | Uploaded
  | FileRemoved
  | DatasetRead
  | Killed
  | ServerChanged
  | TrainersSeen
  | ServerFault;

/** What is in the database and on the disk once everything is over and the server has been closed. */
export interface Audit {
  readonly jobs: readonly {
    readonly id: string;
    readonly account: string;
    readonly name: string;
    readonly status: JobStatus;
    readonly isDeleted: boolean;
  }[];
  readonly runs: readonly {
    readonly id: string;
    readonly jobId: string;
    readonly number: number;
    readonly state: string;
    readonly outcome: string | null;
    readonly gpuType: string;
    readonly resumeStep: number | null;
  }[];
  /** Every change of a job's status, in order. */
  readonly statusEvents: readonly {
    readonly jobId: string;
    readonly runId: string | null;
    readonly from: JobStatus;
    readonly to: JobStatus;
    readonly event: JobEvent;
  }[];
  /** Things that should not be there any more, in words. */
  readonly leftovers: readonly string[];
  /** Objects that a row names and that are not in the store. */
  readonly missingObjects: readonly string[];
}

/** What an uninterrupted run of a variant made: SHA-256 of the content by kind, name and step. */
export type Reference = ReadonlyMap<string, string>;

/** A kind of job that the campaign submits. */
export interface VariantFacts {
  readonly totalSteps: number;
  readonly reference: Reference;
  /** False where old checkpoints are removed as new ones come. */
  readonly keepsAll: boolean;
}

/** Everything that the checker looks at. */
export interface History {
  /** Trainers that may live at once, by GPU type. */
  readonly slots: Readonly<Record<string, number>>;
  /** Within this time of a kill of agent or trainer, while the server is up, the job says so. */
  readonly tellWithinMs: number;
  /** A server that is told to stop is gone by then. */
  readonly closeWithinMs: number;
  readonly variants: Readonly<Record<string, VariantFacts>>;
  readonly events: readonly HistoryEvent[];
  readonly audit: Audit;
}

/** The name of an artifact in a reference. */
export function artifactLabel({ kind, name, step }: Pick<ListedArtifact, 'kind' | 'name' | 'step'>): string {
  return `${kind} ${name} of step ${step}`;
}
