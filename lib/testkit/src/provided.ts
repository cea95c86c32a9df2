declare module 'vitest' {
  /** What the global setup hands to every test file. */
  interface ProvidedContext {
    /** A database of the test server, beside which test files get their own. */
    databaseUrl: string;
    /** A real Redis; owners keep apart by their prefixes. */
    redisUrl: string;
    /** Names this run: the databases that it makes begin with it. */
    testRun: string;
  }
}

export {};
