import { setTimeout as sleep } from 'node:timers/promises';
import { type KeyRing, type Origin, OriginSigner } from '@manuel/identity';
import { IDLE_CONNECTION_MS, Unavailable } from '@manuel/service';
import type { GraphQLFormattedError } from 'graphql';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { Patience, type PatientCall } from './patience.ts';
import { isSurelyQuery } from './surely-query.ts';

/** A GraphQL request to one subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
}

/** A GraphQL answer of one subgraph. */
export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** The way to a subgraph: in this process or over HTTP, the answer is the same. */
export interface SubgraphTransport {
  /**
   * @param origin on whose behalf; whoever takes it believes it, and between processes it is signed
   * @param signal ends the call: nobody waits for its answer any more; aborted with `ClientGone`
   * @throws Unavailable when the subgraph does not answer in time; the signal's reason
   */
  execute(request: SubgraphRequest, origin: Origin, signal?: AbortSignal): Promise<SubgraphAnswer>;
}

const Answer = z
  .object({
    data: z.record(z.string(), z.unknown()).nullable().optional(),
    errors: z.array(z.looseObject({ message: z.string() })).optional(),
  })
  .refine(({ data, errors }) => data !== undefined || errors !== undefined, 'This is no GraphQL answer.');

const CONNECT_DEADLINE_MS = 5_000;
const ANSWER_DEADLINE_MS = 30_000;
const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** A subgraph in another process, over HTTP with connections kept open; calls are signed, and its restart is waited for. */
export class HttpTransport implements SubgraphTransport {
  readonly #url: URL;
  readonly #name: string;
  readonly #signer: OriginSigner;
  readonly #deadlineMs: number;
  readonly #patience = new Patience();
  readonly #agent = new Agent({
    connect: { timeout: CONNECT_DEADLINE_MS },
    maxResponseSize: LARGEST_ANSWER_BYTES,
    connections: 64,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
  });

  /**
   * @param name names the subgraph in signatures and errors; its address stays inside
   * @param keys sign the calls
   * @param deadlineMs how long a whole answer may take
   */
  constructor(name: string, url: string, keys: KeyRing, deadlineMs: number = ANSWER_DEADLINE_MS) {
    this.#name = name;
    this.#url = new URL(url);
    this.#signer = new OriginSigner(keys, name);
    this.#deadlineMs = deadlineMs;
  }

  async execute(asked: SubgraphRequest, origin: Origin, signal?: AbortSignal): Promise<SubgraphAnswer> {
    const deadline = AbortSignal.timeout(this.#deadlineMs);
    try {
      const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      const answer = await this.#send(asked, origin, either);
      // The schema leaves GraphQLFormattedError's optional members as they came.
      return Answer.parse(answer) as SubgraphAnswer;
    } catch (cause) {
      signal?.throwIfAborted();
      throw new Unavailable(`The subgraph ${this.#name} does not answer; try again in a moment.`, { cause });
    }
  }

  async #send(asked: SubgraphRequest, origin: Origin, signal: AbortSignal): Promise<unknown> {
    const call: PatientCall = { isQuery: isSurelyQuery(asked), losses: 0 };
    const body = JSON.stringify(asked);
    const signed = this.#signer.prepare({ origin, path: this.#url.pathname, body });
    for (;;) {
      try {
        const response = await request(this.#url, {
          method: 'POST',
          dispatcher: this.#agent,
          headers: { ...signed(), accept: 'application/json' },
          body,
          signal,
        });
        const answer = await response.body.json();
        this.#patience.answered();
        // What the caller of this process asked has nothing to do with it.
        if (response.statusCode === 401) throw new Error('It does not take the signature of this process.');
        return answer;
      } catch (error) {
        if (!this.#patience.allowsAgain(call, error)) throw error;
        await sleep(Patience.PAUSE_MS, undefined, { signal });
      }
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}
