import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Ledger } from './ledger.ts';

/** One GraphQL operation, and what its answer must be. */
export interface Operation<T> {
  readonly name: string;
  readonly document: string;
  readonly answer: z.ZodType<T>;
}

const Answer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});

/** The way in for every client: each request is timed, and its answer judged. */
export class FrontDoor {
  readonly #origin: string;
  readonly #ledger: Ledger;
  readonly #agent: Agent;

  constructor(origin: string, clients: number, ledger: Ledger) {
    this.#origin = origin;
    this.#ledger = ledger;
    this.#agent = new Agent({ connections: clients });
  }

  /**
   * Asks on behalf of whoever the token names.
   * @param isRight what else must hold of an answer that has the right shape
   * @returns the answer; undefined when it was wrong, which the ledger tells of
   */
  ask<T>(
    token: string,
    { name, document, answer }: Operation<T>,
    variables: Readonly<Record<string, unknown>>,
    isRight: (data: T) => boolean = () => true,
  ): Promise<T | undefined> {
    return this.#timed(name, async () => {
      const { statusCode, body } = await request(`${this.#origin}/graphql`, {
        method: 'POST',
        dispatcher: this.#agent,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: document, variables }),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
      const { data, errors } = Answer.parse(JSON.parse(text));
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      const right = answer.parse(data);
      if (!isRight(right)) throw new Error(`Not what was expected of ${JSON.stringify(variables)}: ${text}`);
      return right;
    });
  }

  /** Sends a file to where a ticket says. @returns whether it was taken */
  async put(path: string, headers: Readonly<Record<string, string>>, text: string): Promise<boolean> {
    const done = await this.#timed('PUT /files', async () => {
      const url = new URL(path, this.#origin);
      const { statusCode, body } = await request(url, {
        ...{ method: 'PUT', headers, body: text, dispatcher: this.#agent },
      });
      const answer = await body.text();
      if (statusCode !== 204) throw new Error(`${statusCode} ${answer}`);
      return true;
    });
    return done === true;
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #timed<T>(name: string, send: () => Promise<T>): Promise<T | undefined> {
    const start = performance.now();
    try {
      const answer = await send();
      this.#ledger.add(name, performance.now() - start, undefined);
      return answer;
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      this.#ledger.add(name, performance.now() - start, reason);
      return undefined;
    }
  }
}
