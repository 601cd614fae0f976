import { defineConfig } from 'vitest/config';

/** Stories on the sandbox's page in a real Chromium: one at a time, for a browser and its bot fill two cores. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/redis.setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    maxWorkers: 1,
    fileParallelism: false,
    reporters: ['default', ['json', { outputFile: 'test-results/browser.json' }]],
  },
});
