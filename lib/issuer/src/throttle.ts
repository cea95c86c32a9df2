import { createHash } from 'node:crypto';
import type { Database } from '@manuel/database';
import { AttemptRepository } from './repositories/attempt-repository.ts';

const WINDOW_SECONDS = 15 * 60;
/** Attempts in a window. Of one person's typing, of all who try one name, and of all behind one address. */
const MOST = { pair: 5, account: 30, address: 60, codes: 20 } as const;

/** Who tries to sign in, from where. */
export interface Attempted {
  /** As it was typed; need not be anybody's. */
  readonly name: string;
  readonly address: string;
}

/**
 * Bounds how often anybody tries passwords: one name from one address, one name at all, and one address at all. What
 * succeeds does not count. The counts are the whole installation's, and a name that nobody has is counted like any.
 */
export class Throttle {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Counts an attempt. @returns for how many seconds it is refused; 0 when it is not */
  take(attempted: Attempted): Promise<number> {
    const { pair, account, address } = keysOf(attempted);
    return this.#take([
      [pair, MOST.pair],
      [account, MOST.account],
      [address, MOST.address],
    ]);
  }

  /** Counts somebody typing the code of a device, of which there are few enough to guess. */
  takeCode(address: string): Promise<number> {
    return this.#take([[`codes ${address}`, MOST.codes]]);
  }

  /** The attempt was good: the person may go on making mistakes. */
  async forgive(attempted: Attempted): Promise<void> {
    const { pair, account, address } = keysOf(attempted);
    const attempts = new AttemptRepository(this.#database.fork());
    await attempts.forget([pair, account]);
    await attempts.uncount(address);
  }

  async #take(bounds: readonly (readonly [key: string, most: number])[]): Promise<number> {
    const attempts = new AttemptRepository(this.#database.fork());
    let refusedSeconds = 0;
    for (const [key, most] of bounds) {
      const { count, seconds } = await attempts.count(key, WINDOW_SECONDS);
      if (count > most) refusedSeconds = Math.max(refusedSeconds, seconds, 1);
    }
    return refusedSeconds;
  }
}

/** Names are hashed: they may be as long as a body, and a password typed in the wrong place stays unknown. */
function keysOf({ name, address }: Attempted) {
  const hashed = createHash('sha256').update(name).digest('base64url');
  return { pair: `pair ${hashed} ${address}`, account: `account ${hashed}`, address: `address ${address}` };
}
