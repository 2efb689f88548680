import { defineConfig } from 'vitest/config';

/** The slow installs, which `npm test` leaves out: `npm run test:installs`, and all of the matrix `npm run test:matrix`. */
export default defineConfig({
  test: {
    name: 'installs',
    include: ['test/package/installs/*.test.ts'],
    globalSetup: ['test/package/tarball.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Two package managers at a time: each is busy with the disk and the network as much as with a core.
    fileParallelism: false,
    maxConcurrency: 2,
  },
});
