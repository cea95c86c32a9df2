import { setTimeout as sleep } from 'node:timers/promises';
import { type ClonedDatabase, cloneDatabase } from '@manuel/database';
import { afterAll, inject } from 'vitest';
import './provided.ts';

/** How long sessions may take to end after their owner closed them. */
const LEAK_DEADLINE_MS = 2_000;
const POLL_MS = 20;

/**
 * Gives a test file a migrated database of its own, which is dropped after its last test.
 * A file that leaves a connection open fails: what it started is still running.
 * @param template names the kind of database; files that say the same share one template
 * @param migrate brings the database of the given URL up to date, and closes its connections
 * @returns the database's URL
 */
export async function testDatabase(
  template: string,
  migrate: (url: string) => Promise<void>,
): Promise<string> {
  const database = await cloneDatabase(inject('databaseUrl'), `${inject('testRun')}_${template}`, migrate);
  afterAll(async () => {
    try {
      await leakCheck(database);
    } finally {
      await database.drop();
    }
  });
  return database.url;
}

/** @throws Error that names the sessions which are still open on the database */
export async function leakCheck(database: Pick<ClonedDatabase, 'sessions'>): Promise<void> {
  const end = Date.now() + LEAK_DEADLINE_MS;
  let open = await database.sessions();
  while (open.length > 0 && Date.now() < end) {
    await sleep(POLL_MS);
    open = await database.sessions();
  }
  if (open.length > 0) throw new Error(`These connections were left open:\n  ${open.join('\n  ')}`);
}
