import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests of functions beside their source, and of the core: they start nothing and leave nothing behind. */
const pure = ['packages/*/src/**/*.test.ts', 'packages/core/test/**/*.test.ts'];

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    // Files wait more than they compute: two at once also on two cores, where vitest would run one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      // A process for many files, which load the same modules.
      { extends: true, test: { name: 'functions', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...pure],
        },
      },
    ],
  },
});
