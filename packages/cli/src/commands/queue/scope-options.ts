import type { CallAnswer, routes } from '@trainyard/core';

/** The options that name what a pause is about. */
export const scopeOptions = {
  gpu: { kind: 'text', value: 'ID', summary: 'Only this GPU, by its id; "queue show" lists them.' },
  node: { kind: 'text', value: 'NAME', summary: 'Only this machine.' },
} as const;

interface ScopeFlags {
  readonly gpu: string | undefined;
  readonly node: string | undefined;
}

/** What the options name, as the API takes it. */
export function scopeOf({ gpu, node }: ScopeFlags): { gpu?: string; node?: string } {
  return { ...(gpu !== undefined && { gpu }), ...(node !== undefined && { node }) };
}

/** One line for each pause; one that says so where nothing is paused. */
export function describePauses(pauses: CallAnswer<typeof routes.pauseQueue>['pauses']): readonly string[] {
  if (pauses.length === 0) return ['Nothing is paused: runs are started as GPUs become free.'];
  return pauses.map(({ node, gpu, gpu_label: label, paused_by: by, paused_at: at, reason }) => {
    const what =
      node === null ? 'The queue' : gpu === null ? `The machine ${node}` : `The GPU ${label ?? ''} (${gpu})`;
    return `${what} is paused by ${by} since ${at}${reason === null ? '.' : `: ${reason}`}`;
  });
}
