import type { CallAnswer, installationRoutes } from '@trainyard/core';
import { listGpus as readGpus } from '../gpus/gpu-listing.ts';
import { selectAliveRuns } from './alive-runs.ts';
import { maySee, referenceTo, type Viewer } from './viewer.ts';

/** The GPUs of an installation, as the API answers them. */
export type GpusAnswer = CallAnswer<typeof installationRoutes.listGpus>;

const bytesPerMib = 1024 * 1024;

/** Every GPU by type and index, with readings and what trains on it as far as the viewer may see it. */
export async function listGpus(options: Parameters<typeof readGpus>[0], viewer: Viewer): Promise<GpusAnswer> {
  const [gpus, runs] = await Promise.all([readGpus(options), selectAliveRuns(options.db.query)]);
  return {
    gpus: gpus.map((gpu) => {
      const run = runs.find(({ run_id }) => run_id === gpu.runId);
      return {
        id: gpu.id,
        node: options.executor.node,
        index: gpu.index,
        gpu_id: gpu.gpuId,
        name: gpu.name,
        gpu_type: gpu.type,
        memory_total_bytes: bytesOf(gpu.memoryTotalMib),
        memory_used_bytes: bytesOf(gpu.memoryUsedMib),
        utilization_percent: gpu.utilisationPercent,
        temperature_c: gpu.temperatureCelsius,
        state: gpu.state,
        // It names programs and processes of others.
        reason: viewer.isAdministrator ? gpu.reason : null,
        job: run !== undefined && maySee(viewer, run) ? referenceTo(run) : null,
      };
    }),
  };
}

function bytesOf(mib: number | null): number | null {
  return mib === null ? null : mib * bytesPerMib;
}
