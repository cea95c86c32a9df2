import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'gateway/playground/**'],
    // Starts Postgres and Redis once for all files.
    globalSetup: './lib/testkit/src/global-setup.ts',
    // Node itself imports the sources, as in production; Vite's own loader would load a second copy of graphql.
    experimental: { viteModuleRunner: false },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
  },
});
