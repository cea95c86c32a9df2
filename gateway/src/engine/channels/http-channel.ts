import { Unavailable } from '@manuel/service';
import { type Dispatcher, Pool } from 'undici';
import { isJson } from '../own.ts';
import { bodyOf, type Channel, type SubgraphOperation, type SubgraphResult } from '../subgraph-call.ts';

type Headers = Readonly<Record<string, string>>;

export interface HttpChannelOptions {
  /** Names the subgraph in errors; its address stays inside. */
  readonly subgraph: string;
  readonly url: string;
  /** The headers of a call, from what the request carries. */
  readonly headers: (context: unknown) => Headers | Promise<Headers>;
  /** From the first byte sent to the last one received. */
  readonly deadlineMs: number;
  readonly largestAnswerBytes: number;
  /** Whether equal queries under equal headers that run at the same time are sent once. */
  readonly shareEqual: boolean;
}

const CONNECT_DEADLINE_MS = 5_000;
const CONNECTIONS = 128;

/** A subgraph over HTTP, on connections that are kept open. */
export class HttpChannel implements Channel {
  readonly #options: HttpChannelOptions;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #running = new Map<string, Promise<string>>();

  constructor(options: HttpChannelOptions) {
    const url = new URL(options.url);
    this.#options = options;
    this.#path = `${url.pathname}${url.search}`;
    this.#pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      connect: { timeout: CONNECT_DEADLINE_MS },
      // The deadline below holds for the whole call; these would only add timers of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
    });
  }

  /** @throws Unavailable when there is no GraphQL answer in time */
  async send(
    operation: SubgraphOperation,
    variables: string,
    context: unknown,
    signal?: AbortSignal,
  ): Promise<SubgraphResult> {
    const headers = await this.#options.headers(context);
    const body = bodyOf(operation, variables);
    const isShared = this.#options.shareEqual && operation.kind === 'query';
    // Each caller reads the text for itself: what it reads becomes part of its own answer.
    return this.#parsed(
      await (isShared ? this.#sharedText(headers, body) : this.#text(headers, body, signal)),
    );
  }

  /** Equal queries under equal headers that run at the same time are sent once; one that leaves ends it for nobody. */
  #sharedText(headers: Headers, body: string): Promise<string> {
    const key = JSON.stringify([headers, body]);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const text = this.#text(headers, body).finally(() => this.#running.delete(key));
    this.#running.set(key, text);
    return text;
  }

  #text(headers: Headers, body: string, signal?: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const call = {
        path: this.#path,
        method: 'POST',
        body,
        headers: { ...headers, ...JSON_HEADERS },
      } as const;
      this.#pool.dispatch(call, new AnswerReader(this.#options, resolve, reject, signal));
    });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #parsed(text: string): SubgraphResult {
    try {
      const answer: unknown = JSON.parse(text);
      if (isJson(answer) && ('data' in answer || 'errors' in answer)) return answer;
    } catch {
      // What came is not JSON: told below, as any other answer that is not GraphQL's.
    }
    throw new Unavailable(
      `The subgraph ${this.#options.subgraph} gave no GraphQL answer; try again in a moment.`,
    );
  }
}

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/** Reads one answer whole, at most so many bytes and at most so long, while somebody waits for it. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #options: HttpChannelOptions;
  readonly #resolve: (text: string) => void;
  readonly #reject: (reason: Error) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #signal: AbortSignal | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #ended: Error | undefined;

  constructor(
    options: HttpChannelOptions,
    resolve: (text: string) => void,
    reject: (reason: Error) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    this.#timer = setTimeout(this.#onDeadline, options.deadlineMs);
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended !== undefined) controller.abort(this.#ended);
  }

  onResponseStart(): void {}

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.largestAnswerBytes)
      controller.abort(new Error('The answer is too long.'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#stopWatching();
    const [first] = this.#chunks;
    this.#resolve(
      (this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks)).toString(),
    );
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#stopWatching();
    this.#reject(
      new Unavailable(`The subgraph ${this.#options.subgraph} does not answer; try again in a moment.`, {
        cause,
      }),
    );
  }

  readonly #onDeadline = (): void => {
    const { subgraph, deadlineMs } = this.#options;
    this.#end(
      new Unavailable(
        `The subgraph ${subgraph} did not answer within ${deadlineMs} ms; try again in a moment.`,
      ),
    );
  };

  readonly #onAbort = (): void => this.#end(this.#signal?.reason);

  /** Closes the connection; before there is one, it is closed as soon as there is. */
  #end(reason: Error): void {
    this.#stopWatching();
    this.#ended = reason;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  #stopWatching(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}
