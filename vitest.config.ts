import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 60_000,
    // A thread for each file starts in a fraction of what a process takes.
    pool: 'threads',
    // Vitest leaves one core free, which of two is half.
    maxWorkers: availableParallelism(),
  },
});
