import type { Database } from '@manuel/database';
import { AttemptRepository } from './repositories/attempt-repository.ts';
import { RecordRepository } from './repositories/record-repository.ts';
import { RevocationRepository } from './repositories/revocation-repository.ts';
import { SessionRepository } from './repositories/session-repository.ts';
import { ACCOUNT_MEMORY_MS } from './revocation-feed.ts';

/** Ended sessions are kept that long, to be looked at. */
const SESSION_MEMORY_MS = 30 * 24 * 3_600_000;

/** Forgets what is over and no use to anybody. */
export async function sweep(database: Database): Promise<void> {
  const em = database.fork();
  await new RecordRepository(em).sweep();
  await new AttemptRepository(em).sweep();
  await new SessionRepository(em).sweep(new Date(Date.now() - SESSION_MEMORY_MS));
  await new RevocationRepository(em).sweep(new Date(Date.now() - ACCOUNT_MEMORY_MS));
}
