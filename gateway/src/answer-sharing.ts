import { Kind, parse } from 'graphql';
import { z } from 'zod';
import { BoundedMap } from './engine/bounded-map.ts';

/** What was answered to a client, without what belongs to its connection alone. */
export interface SharedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request, as far as it decides what is answered. */
export interface ShareableRequest {
  /** Everything that says who asks, and every header that reaches a subgraph. */
  readonly identity: string;
  readonly accept: string;
  readonly body: unknown;
}

const MOST_TEXTS = 5_000;
const Body = z.object({
  query: z.string(),
  variables: z.unknown().optional(),
  operationName: z.unknown().optional(),
});

type Running = Map<string, Promise<SharedAnswer | null>>;

/**
 * Lets equal queries of one caller that are asked at the same time be answered once. Mutations are never shared, and
 * queries that began before a caller's mutation are not shared with those that come after it.
 */
export class AnswerSharing {
  readonly #running = new Map<string, Running>();
  readonly #isQuery = new BoundedMap<string, boolean>(MOST_TEXTS);

  /**
   * The answer to an equal request that is running, or that of `answer`. Answers with errors are told to the one who
   * asked first alone, because they bear its request's id.
   */
  async share(request: ShareableRequest, answer: () => Promise<SharedAnswer>): Promise<SharedAnswer> {
    const body = Body.safeParse(request.body);
    if (!body.success) return answer();
    if (!this.#areQueries(body.data.query)) {
      try {
        return await answer();
      } finally {
        this.#running.delete(request.identity);
      }
    }
    const key = JSON.stringify([request.accept, body.data]);
    const running = this.#running.get(request.identity)?.get(key);
    if (running === undefined) return this.#first(request.identity, key, answer);
    return (await running) ?? answer();
  }

  async #first(identity: string, key: string, answer: () => Promise<SharedAnswer>): Promise<SharedAnswer> {
    const running = this.#running.get(identity) ?? new Map();
    this.#running.set(identity, running);
    const answered = answer();
    const shared = answered.then(
      (one) => (one.body.includes('"errors":') ? null : one),
      () => null,
    );
    running.set(key, shared);
    try {
      return await answered;
    } finally {
      if (running.get(key) === shared) running.delete(key);
      if (running.size === 0 && this.#running.get(identity) === running) this.#running.delete(identity);
    }
  }

  #areQueries(text: string): boolean {
    const known = this.#isQuery.get(text);
    if (known !== undefined) return known;
    const found = holdsOnlyQueries(text);
    this.#isQuery.set(text, found);
    return found;
  }
}

function holdsOnlyQueries(text: string): boolean {
  try {
    const operations = parse(text, { noLocation: true }).definitions;
    return operations.every((one) => one.kind !== Kind.OPERATION_DEFINITION || one.operation === 'query');
  } catch {
    // Refused by the server, which says where it is wrong.
    return false;
  }
}
