/** Clean-ups that run last in, first out, also when construction fails half-way. */
export interface Releasers {
  add(name: string, release: () => Promise<void> | void): void;
  /** Runs all of them once; a failing one does not keep the others from running. Throws what went wrong. */
  releaseAll(): Promise<void>;
}

export function createReleasers(): Releasers {
  const pending: { name: string; release: () => Promise<void> | void }[] = [];
  return {
    add: (name, release) => {
      pending.push({ name, release });
    },
    async releaseAll() {
      const failures: unknown[] = [];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        try {
          await next.release();
        } catch (error) {
          failures.push(new Error(`Closing ${next.name} failed`, { cause: error }));
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed');
    },
  };
}
