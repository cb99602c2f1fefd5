import { posix } from 'node:path';
import type { Assignment } from '@trainyard/core';
import { scopeOf } from '../captionings/captioning-settings.ts';
import { type CaptionScope, filesToCaption } from '../captionings/files-to-caption.ts';
import { loadManifest, type ManifestEntry } from '../datasets/manifest.ts';
import type { Query } from '../db/in-transaction.ts';
import { byStep } from '../jobs/job-result.ts';
import { resumeArtifacts } from '../jobs/resume-source.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import type { ObjectKey } from '../storage/object-store.ts';
import type { RunRow } from './authenticate-run.ts';
import { hubTokenOf } from './hub-token.ts';
import type { RunOptions } from './run-options.ts';

/** Everything an agent needs to know of its run, made anew at each claim: links do not grow old in a table. */
export async function buildAssignment(options: RunOptions, run: RunRow): Promise<Assignment> {
  const { query } = options.db;
  const job = await query
    .selectFrom('jobs')
    .select(['name', 'kind'])
    .where('id', '=', run.job_id)
    .executeTakeFirstOrThrow();
  const config = await query
    .selectFrom('job_configs')
    .select(['resolved', 'total_steps', 'hf_token_ciphertext'])
    .where('job_id', '=', run.job_id)
    .where('version', '=', run.config_version)
    .executeTakeFirstOrThrow();
  const hfToken = await hubTokenOf(options, run.account_id, config.hf_token_ciphertext);
  return {
    run_id: run.id,
    job_id: run.job_id,
    job_name: job.name,
    fence: run.fence,
    trainer: run.trainer,
    kind: job.kind,
    gpus: await gpusOf(query, run.id),
    config: JSON.parse(config.resolved) as Record<string, unknown>,
    total_steps: config.total_steps,
    datasets: await datasetsOf(options, run.id, await captioningOf(query, run.job_id)),
    resume_from: await resumeSource(options, run),
    secrets: hfToken === null ? {} : { HF_TOKEN: hfToken },
    report_interval_ms: options.reportIntervalMs,
    stop_grace_ms: options.stopGraceMs,
  };
}

async function gpusOf(query: Query, runId: string): Promise<Assignment['gpus']> {
  return query
    .selectFrom('gpu_leases')
    .select(['gpu_id as id', 'gpu_index as index'])
    .where('run_id', '=', runId)
    .orderBy('gpu_index')
    .execute();
}

async function datasetsOf(
  options: RunOptions,
  runId: string,
  captioning: CaptionScope | null,
): Promise<Assignment['datasets']> {
  const pinned = await options.db.query
    .selectFrom('run_datasets')
    .select(['dataset_id', 'name', 'revision'])
    .where('run_id', '=', runId)
    .orderBy('name')
    .execute();
  return Promise.all(
    pinned.map(async ({ dataset_id, name, revision }) => {
      const manifest = await loadManifest(options.db, dataset_id, revision);
      const files =
        captioning === null
          ? manifest
          : await onlyThoseToCaption(options.db.query, manifest, { dataset_id, revision }, captioning);
      return {
        name,
        revision,
        files: files.map(({ filename, sizeBytes, sha256, objectKey }) => ({
          filename,
          size_bytes: sizeBytes,
          sha256,
          ...placesOf(options, objectKey, filename),
        })),
      };
    }),
  );
}

async function captioningOf(query: Query, jobId: string): Promise<CaptionScope | null> {
  const row = await query
    .selectFrom('captionings')
    .select(['captioner', 'settings'])
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return row === undefined ? null : scopeOf(row);
}

async function onlyThoseToCaption(
  query: Query,
  manifest: readonly ManifestEntry[],
  pinned: { readonly dataset_id: string; readonly revision: number },
  scope: CaptionScope,
): Promise<ManifestEntry[]> {
  const { files } = await filesToCaption(query, pinned.dataset_id, pinned.revision, scope);
  const wanted = new Set(files);
  return manifest.filter(({ filename }) => wanted.has(filename));
}

async function resumeSource(options: RunOptions, run: RunRow): Promise<Assignment['resume_from']> {
  const step = run.resume_step;
  if (step === null) return null;
  const artifacts = await resumeArtifacts(options.db.query, run.job_id, step);
  return {
    step,
    files: artifacts.toSorted(byStep).map((artifact) => ({
      kind: artifact.kind as 'checkpoint' | 'optimizer',
      step,
      filename: artifact.filename,
      size_bytes: artifact.size_bytes,
      sha256: artifact.sha256,
      ...placesOf(options, parseObjectKey(artifact.object_key), artifact.filename),
    })),
  };
}

function placesOf({ links, store }: RunOptions, key: ObjectKey, filename: string) {
  return {
    url: links.download({ key, filename: posix.basename(filename) }),
    local_path: store.localPath(key),
  };
}
