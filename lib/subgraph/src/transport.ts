import { setTimeout as sleep } from 'node:timers/promises';
import { IDLE_CONNECTION_MS, Unavailable } from '@manuel/service';
import type { GraphQLFormattedError } from 'graphql';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { Patience, type PatientCall } from './patience.ts';

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
   * @param signal ends the call: nobody waits for its answer any more; aborted with `ClientGone`
   * @throws Unavailable when the subgraph does not answer in time; the signal's reason
   */
  execute(
    request: SubgraphRequest,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<SubgraphAnswer>;
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

/** A subgraph in another process, over HTTP with connections kept open; its restart is waited for. */
export class HttpTransport implements SubgraphTransport {
  readonly #url: string;
  readonly #name: string;
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
   * @param name names the subgraph in errors; its address stays inside
   * @param deadlineMs how long a whole answer may take
   */
  constructor(name: string, url: string, deadlineMs: number = ANSWER_DEADLINE_MS) {
    this.#name = name;
    this.#url = url;
    this.#deadlineMs = deadlineMs;
  }

  async execute(
    body: SubgraphRequest,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<SubgraphAnswer> {
    const deadline = AbortSignal.timeout(this.#deadlineMs);
    try {
      const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      const answer = await this.#send(body, headers, either);
      // The schema leaves GraphQLFormattedError's optional members as they came.
      return Answer.parse(answer) as SubgraphAnswer;
    } catch (cause) {
      signal?.throwIfAborted();
      throw new Unavailable(`The subgraph ${this.#name} does not answer; try again in a moment.`, { cause });
    }
  }

  async #send(
    body: SubgraphRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const call: PatientCall = { isQuery: isQuery(body), losses: 0 };
    for (;;) {
      try {
        const response = await request(this.#url, {
          method: 'POST',
          dispatcher: this.#agent,
          headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(body),
          signal,
        });
        const answer = await response.body.json();
        this.#patience.answered();
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

/** Whether it is surely a query: a document of one operation that begins with it. */
function isQuery({ query, operationName }: SubgraphRequest): boolean {
  return operationName === undefined && /^\s*(query\b|\{)/.test(query);
}
