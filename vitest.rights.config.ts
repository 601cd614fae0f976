import { defineConfig } from 'vitest/config';

/** The proof over what all tests asked of AWS: it reads what they recorded, so it runs after them. */
export default defineConfig({
  test: {
    include: ['test/rights/**/*.proof.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'test-results/rights.json' }]],
  },
});
