import { setTimeout as sleep } from 'node:timers/promises';
import { DECK } from './deck.ts';
import type { User } from './user.ts';

/** So that no two users do the same at the same time. */
const STRIDE = 37;

/** Users who each do the next thing as soon as the last is done, until they are told to end. */
export class Load {
  readonly #ended: Promise<unknown>;
  #isOver = false;

  constructor(users: readonly User[]) {
    this.#ended = Promise.all(users.map((user, number) => this.#keepBusy(user, number * STRIDE)));
  }

  /** Lets them go on for a while. */
  async goOn(seconds: number): Promise<void> {
    await Promise.race([sleep(seconds * 1_000), this.#ended]);
  }

  /** Waits for what is under way. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }

  async #keepBusy(user: User, start: number): Promise<void> {
    for (let turn = start; !this.#isOver; turn += 1) {
      const deed = DECK[turn % DECK.length];
      if (deed !== undefined) await user.does(deed);
    }
  }
}
