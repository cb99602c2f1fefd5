import type { ArtifactKind } from '@trainyard/core';

/**
 * What the trainer has removed and the server still has. A trainer rotates a checkpoint away when it has
 * written the next; the server must not lose it before it has that next one, or an agent that dies in between
 * would leave less than was saved before.
 */
export interface Removals {
  /** Keeps a removal back; `step` is null for a file that an earlier run made. */
  hold(kind: ArtifactKind, filename: string, step: number | null): void;
  /** Tells of the removals of everything before this step, whose checkpoint the server has now. */
  releaseBefore(step: number): void;
  /** Tells of all. */
  releaseAll(): void;
}

/** Removals that are told by `tell`, in the order in which they came. */
export function createRemovals(tell: (kind: ArtifactKind, filename: string) => void): Removals {
  let held: { kind: ArtifactKind; filename: string; step: number }[] = [];
  const release = (before: number) => {
    const due = held.filter(({ step }) => step < before);
    held = held.filter(({ step }) => step >= before);
    for (const { kind, filename } of due) tell(kind, filename);
  };
  return {
    hold: (kind, filename, step) => void held.push({ kind, filename, step: step ?? -1 }),
    releaseBefore: release,
    releaseAll: () => release(Number.POSITIVE_INFINITY),
  };
}
