import type { Database } from '@manuel/database';
import { hashPassword, isPassword, isWeaker } from './passwords.ts';
import { AccountRepository, type AccountRow } from './repositories/account-repository.ts';
import { type Attempted, Throttle } from './throttle.ts';
import { Turns } from './turns.ts';

/** A hash takes 19 MiB while it is made: so many at a time, and so many who wait. */
const MOST_HASHING = 4;
const MOST_WAITING = 64;
/** No password is longer; a hash of megabytes would be work for nothing. */
const LONGEST_PASSWORD = 1_024;

/** What became of somebody's attempt to sign in. */
export type SignInResult =
  | { readonly end: 'signed-in'; readonly account: AccountRow }
  /** `account` is whose name was typed, for the record alone; undefined when it is nobody's. */
  | {
      readonly end: 'refused';
      readonly account: AccountRow | undefined;
      readonly code: 'WRONG_PASSWORD' | 'UNKNOWN_NAME' | 'DISABLED';
    }
  | { readonly end: 'throttled'; readonly seconds: number };

/** Compares names and passwords. Whether a name is anybody's cannot be told from the answer, nor from its time. */
export class SignIn {
  readonly #database: Database;
  readonly #throttle: Throttle;
  readonly #turns = new Turns(MOST_HASHING, MOST_WAITING);
  /** What the password of a name is compared with that nobody has. */
  readonly #nobodys = hashPassword('nobody has this password');

  constructor(database: Database) {
    this.#database = database;
    this.#throttle = new Throttle(database);
  }

  /** @throws Unavailable when too many sign in at once */
  async attempt(typed: string, password: string, address: string): Promise<SignInResult> {
    const attempted: Attempted = { name: typed.trim().toLowerCase(), address };
    const seconds = await this.#throttle.take(attempted);
    if (seconds > 0) return { end: 'throttled', seconds };
    const account = await new AccountRepository(this.#database.fork()).byName(attempted.name);
    const isRight = await this.#compare(password, account?.passwordHash ?? (await this.#nobodys));
    if (account === null) return { end: 'refused', account: undefined, code: 'UNKNOWN_NAME' };
    if (!isRight) return { end: 'refused', account, code: 'WRONG_PASSWORD' };
    if (account.disabledAt !== null) return { end: 'refused', account, code: 'DISABLED' };
    await this.#throttle.forgive(attempted);
    await this.#renewHash(account, password);
    return { end: 'signed-in', account };
  }

  async #compare(password: string, hash: string): Promise<boolean> {
    const bounded = password.slice(0, LONGEST_PASSWORD);
    const isSame = await this.#turns.take(() => isPassword(bounded, hash));
    return isSame && password.length <= LONGEST_PASSWORD;
  }

  /** A hash that costs less than one made today is made anew while the password is known. */
  async #renewHash({ name, passwordHash }: AccountRow, password: string): Promise<void> {
    if (!isWeaker(passwordHash)) return;
    const renewed = await this.#turns.take(() => hashPassword(password));
    await new AccountRepository(this.#database.fork()).rehash(name, passwordHash, renewed);
  }
}
