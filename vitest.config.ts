import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['dist', 'node_modules', 'test/browser/**'],
    globalSetup: ['test/support/redis.setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most tests wait for the wire: more workers than cores. What a file imports is loaded once for each worker.
    maxWorkers: 3,
    isolate: false,
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
  },
});
