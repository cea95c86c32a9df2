import { IDLE_CONNECTION_MS, Unavailable } from '@manuel/service';
import { Patience, type PatientCall } from '@manuel/subgraph';
import { type Dispatcher, Pool } from 'undici';
import { isJson } from '../own.ts';
import { bodyOf, type Channel, type SubgraphOperation, type SubgraphResult } from '../subgraph-call.ts';

type Headers = Readonly<Record<string, string>>;

/** A call, as it will be sent: a POST of JSON. */
export interface OutgoingCall {
  /** Of the URL, without its query. */
  readonly path: string;
  readonly body: string;
}

export interface HttpChannelOptions {
  /** Names the subgraph in errors; its address stays inside. */
  readonly subgraph: string;
  readonly url: string;
  /** The headers of a call, from what the request carries. */
  readonly headers: (context: unknown) => Headers | Promise<Headers>;
  /** Makes headers that are others each time that a call is sent; left out where nobody asks for them. */
  readonly sign?: (context: unknown, call: OutgoingCall) => () => Headers;
  /** From the first byte sent to the last one received. */
  readonly deadlineMs: number;
  readonly largestAnswerBytes: number;
  /** Whether equal queries under equal headers that run at the same time are sent once. */
  readonly shareEqual: boolean;
}

const CONNECT_DEADLINE_MS = 5_000;
const CONNECTIONS = 128;

/** A subgraph over HTTP, on connections that are kept open; its restart is waited for. */
export class HttpChannel implements Channel {
  readonly #options: HttpChannelOptions;
  readonly #pool: Pool;
  readonly #target: string;
  readonly #path: string;
  readonly #patience = new Patience();
  readonly #running = new Map<string, Promise<string>>();

  constructor(options: HttpChannelOptions) {
    const url = new URL(options.url);
    this.#options = options;
    this.#target = `${url.pathname}${url.search}`;
    this.#path = url.pathname;
    this.#pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      connect: { timeout: CONNECT_DEADLINE_MS },
      // The deadline below holds for the whole call; these would only add timers of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_CONNECTION_MS,
      keepAliveMaxTimeout: IDLE_CONNECTION_MS,
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
    const sign = this.#options.sign?.(context, { path: this.#path, body });
    const call: Written = { headers: () => ({ ...headers, ...sign?.(), ...JSON_HEADERS }), body };
    const isShared = this.#options.shareEqual && operation.kind === 'query';
    // Each caller reads the text for itself: what it reads becomes part of its own answer.
    return this.#parsed(
      await (isShared ? this.#sharedText(headers, call) : this.#text(call, operation.kind, signal)),
    );
  }

  /** Equal queries under equal headers that run at the same time are sent once; one that leaves ends it for nobody. */
  #sharedText(headers: Headers, call: Written): Promise<string> {
    const key = JSON.stringify([headers, call.body]);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const text = this.#text(call, 'query').finally(() => this.#running.delete(key));
    this.#running.set(key, text);
    return text;
  }

  #text({ headers, body }: Written, kind: SubgraphOperation['kind'], signal?: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = { path: this.#target, method: 'POST', body } as const;
      const call: Call = {
        isQuery: kind === 'query',
        losses: 0,
        send: (reader) => void this.#pool.dispatch({ ...request, headers: headers() }, reader),
        ...{ resolve, reject, signal },
      };
      new AnswerReader(this.#options, this.#patience, call).send();
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

/** What is sent; headers are made anew for each time. */
interface Written {
  readonly headers: () => Headers;
  readonly body: string;
}

/** One call, and who waits for its answer. */
interface Call extends PatientCall {
  readonly send: (reader: AnswerReader) => void;
  readonly resolve: (text: string) => void;
  readonly reject: (reason: Error) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends one call and reads its answer whole, at most so many bytes and at most so long, while somebody waits for it.
 * The time goes on while the call is sent again.
 */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #options: HttpChannelOptions;
  readonly #patience: Patience;
  readonly #call: Call;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #pause: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #ended: Error | undefined;

  constructor(options: HttpChannelOptions, patience: Patience, call: Call) {
    const { signal } = call;
    this.#options = options;
    this.#patience = patience;
    this.#call = call;
    this.#timer = setTimeout(this.#onDeadline, options.deadlineMs);
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
  }

  send(): void {
    this.#call.send(this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended !== undefined) controller.abort(this.#ended);
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number): void {
    // The subgraph does not know this process, with which whoever asked has nothing to do.
    if (statusCode === 401) controller.abort(new Error('It does not take the signature of this process.'));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.largestAnswerBytes)
      controller.abort(new Error('The answer is too long.'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#stopWatching();
    this.#patience.answered();
    const [first] = this.#chunks;
    this.#call.resolve(
      (this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks)).toString(),
    );
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    if (this.#ended === undefined && this.#patience.allowsAgain(this.#call, cause)) {
      this.#chunks.length = 0;
      this.#bytes = 0;
      this.#controller = undefined;
      this.#pause = setTimeout(() => this.send(), Patience.PAUSE_MS);
      return;
    }
    this.#stopWatching();
    this.#call.reject(
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

  readonly #onAbort = (): void => this.#end(this.#call.signal?.reason);

  /** Closes the connection; before there is one, it is closed as soon as there is. */
  #end(reason: Error): void {
    this.#stopWatching();
    this.#ended = reason;
    this.#call.reject(reason);
    this.#controller?.abort(reason);
  }

  #stopWatching(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#pause);
    this.#call.signal?.removeEventListener('abort', this.#onAbort);
  }
}
