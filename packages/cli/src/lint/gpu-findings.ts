import type { Finding } from '@trainyard/core/preflight';

/** Names of the hosted API's family; an installation offers those of its GPUs. */
const knownTypes = [
  'TURING_16',
  'AMPERE_24',
  'AMPERE_48',
  'ADA_48_PLUS',
  'AMPERE_80',
  'ADA_80_PLUS',
  'HOPPER_141',
] as const;
const multiGpuType = 'ADA_80_PLUS';

/** What a submission with these GPUs would be refused for by any server. */
export function gpuFindings(gpuType: string | undefined, gpuCount: number | undefined): readonly Finding[] {
  const findings: Finding[] = [];
  if (gpuType !== undefined && !(knownTypes as readonly string[]).includes(gpuType)) {
    findings.push({
      code: 42252,
      name: 'INVALID_GPU_TYPE',
      // Which types there are is the server's to say.
      severity: 'warning',
      message: `gpu_type is "${gpuType}", which no server offers unless it was set up with that name.`,
      ...place('gpu_type'),
      fix: `Use one of: ${knownTypes.join(', ')}.`,
    });
  }
  const problem = problemOfCount(gpuType, gpuCount);
  if (problem !== null) {
    const fix = `Ask for 1 GPU, or for 8 with gpu_type ${multiGpuType}.`;
    findings.push({
      code: 42273,
      name: 'INVALID_GPU_COUNT',
      severity: 'error',
      message: problem,
      ...place('gpu_count'),
      fix,
    });
  }
  return findings;
}

function problemOfCount(gpuType: string | undefined, gpuCount: number | undefined): string | null {
  if (gpuCount === undefined || gpuCount === 1) return null;
  if (gpuCount !== 8) return `gpu_count is ${gpuCount}; it must be the number 1 or 8.`;
  if (gpuType === undefined || gpuType === multiGpuType) return null;
  return `gpu_count is 8 with gpu_type "${gpuType}"; several GPUs work only with ${multiGpuType}.`;
}

/** These fields stand beside the config in a request, so nowhere in its text. */
function place(path: string) {
  return { path, line: 1, column: 1 };
}
