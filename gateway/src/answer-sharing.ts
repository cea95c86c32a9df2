import { Kind, parse } from 'graphql';
import { BoundedMap } from './engine/bounded-map.ts';
import type { Charge } from './limits/selected-rates.ts';

/** What was answered to a client, without what belongs to its connection alone. */
export interface SharedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly hasErrors: boolean;
  readonly body: string | Buffer;
  /** What whoever is answered is charged with. */
  readonly charges?: readonly Charge[];
}

/** One request, as far as it decides what is answered. */
export interface ShareableRequest {
  /** Everything that says who asks, and every header that reaches a subgraph. */
  readonly identity: string;
  readonly accept: string;
  /** All that is asked, as it came. */
  readonly text: string;
  /** Its GraphQL text; undefined when it has none. Read when nobody is asking the same. */
  readonly query: () => string | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

const MOST_TEXTS = 5_000;

/** Answers until its signal is aborted: when all who wait have gone. */
type Answer = (signal: AbortSignal) => Promise<SharedAnswer>;

interface Shared {
  /** With its body as bytes, which are made once for all who share it; null when it is not to be shared. */
  readonly answer: () => Promise<SharedAnswer | null>;
  readonly audience: Audience;
}

type Running = Map<string, Shared>;

/**
 * Lets equal queries of one caller that are asked at the same time be answered once. Mutations are never shared, and
 * queries that began before a caller's mutation are not shared with those that come after it.
 */
export class AnswerSharing {
  readonly #running = new Map<string, Running>();
  #shared = 0;
  readonly #isQuery = new BoundedMap<string, boolean>(MOST_TEXTS);

  /** How many answers were taken from an equal request. */
  get shared(): number {
    return this.#shared;
  }

  /**
   * The answer to an equal request that is running, or that of `answer`. Answers with errors are told to the one who
   * asked first alone, because they bear its request's id.
   */
  async share(request: ShareableRequest, answer: Answer): Promise<SharedAnswer> {
    const { identity, accept, text, signal } = request;
    const key = `${accept}\n${text}`;
    const running = this.#running.get(identity)?.get(key);
    if (running === undefined) {
      if (this.#changes(request)) return this.alone(request, () => answer(signal));
      return this.#first(request, key, answer);
    }
    running.audience.join(signal);
    const shared = await running.answer();
    if (shared === null) return answer(signal);
    this.#shared += 1;
    return shared;
  }

  /** An answer for one request alone; when it is that of a mutation, no later query shares with an earlier one. */
  async alone<T>(
    request: Pick<ShareableRequest, 'identity' | 'query'>,
    answer: () => Promise<T>,
  ): Promise<T> {
    try {
      return await answer();
    } finally {
      if (this.#changes(request)) this.#running.delete(request.identity);
    }
  }

  async #first({ identity, signal }: ShareableRequest, key: string, answer: Answer): Promise<SharedAnswer> {
    const running = this.#running.get(identity) ?? new Map();
    this.#running.set(identity, running);
    const audience = new Audience();
    audience.join(signal);
    const answered = answer(audience.signal);
    let shareable: Promise<SharedAnswer | null> | undefined;
    const shared = {
      audience,
      answer: () => {
        shareable ??= answered.then(inBytes, () => null);
        return shareable;
      },
    };
    running.set(key, shared);
    try {
      return await answered;
    } finally {
      if (running.get(key) === shared) running.delete(key);
      if (running.size === 0 && this.#running.get(identity) === running) this.#running.delete(identity);
    }
  }

  /** Whether a request may be more than a query. */
  #changes({ query }: Pick<ShareableRequest, 'query'>): boolean {
    const text = query();
    return text === undefined || !this.#areQueries(text);
  }

  #areQueries(text: string): boolean {
    const known = this.#isQuery.get(text);
    if (known !== undefined) return known;
    const found = holdsOnlyQueries(text);
    this.#isQuery.set(text, found);
    return found;
  }
}

function inBytes(answer: SharedAnswer): SharedAnswer | null {
  return answer.hasErrors ? null : { ...answer, body: Buffer.from(answer.body) };
}

/** Those who wait for one answer. */
class Audience {
  readonly #gone = new AbortController();
  #waiting = 0;

  /** Aborted when all of them have gone. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  join(signal: AbortSignal): void {
    this.#waiting += 1;
    signal.addEventListener('abort', () => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#gone.abort(signal.reason);
    });
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
