import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, Unavailable } from '@manuel/service';

/** PostgreSQL's codes for a transaction that it rolled back because of another one: it may be run again whole. */
const CONFLICTS = new Set(['40001', '40P01']);
const TRIES = 6;
const FIRST_PAUSE_MS = 10;

/**
 * Runs a transaction again when PostgreSQL rolled it back for another's sake (a serialization failure, a deadlock),
 * each time after a longer pause of random length. Any other failure is thrown at once: what was lost with a
 * connection may have been committed.
 * @throws Unavailable when every try met a conflict
 */
export async function retried<T>(transaction: () => Promise<T>): Promise<T> {
  for (let conflicts = 0; ; ) {
    try {
      return await transaction();
    } catch (cause) {
      if (!CONFLICTS.has(codeOf(cause) ?? '')) throw cause;
      conflicts += 1;
      if (conflicts === TRIES)
        throw new Unavailable('Others change the same at this moment; try again in a moment.', { cause });
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** conflicts);
    }
  }
}
