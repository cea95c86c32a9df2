import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** One call that a fake endpoint was sent. */
export interface Call {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly model: string; readonly input: string[]; readonly [field: string]: unknown };
}

type Answers = (response: ServerResponse, call: Call) => void;

/** The vector of a text at the fake endpoint: as long as its text, in the direction that its first letter says. */
export function fakeVector(text: string): number[] {
  const vector = [0, 0, 0, 0];
  vector[text.charCodeAt(0) % 4] = text.length;
  return vector;
}

/** Answers by the protocol, with the vectors in another order than that of the texts. */
export const answerRightly: Answers = (response, { body }) => {
  const data = body.input.map((text, index) => ({ object: 'embedding', index, embedding: fakeVector(text) }));
  answerWith(response, { object: 'list', model: body.model, data: data.reverse() });
};

export function answerWith(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Answers with a status and nothing else. */
export function refuse(status: number, headers: Record<string, string> = {}): Answers {
  return (response) => response.writeHead(status, headers).end('{"error":{"message":"the key was hush"}}');
}

/** Somebody else's server of embeddings, which does what the test says. */
export class FakeEndpoint {
  readonly calls: Call[] = [];
  /** What it does with the next calls, each once; thereafter `answer`. */
  readonly next: Answers[] = [];
  answer: Answers = answerRightly;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeEndpoint> {
    const server = createServer();
    const endpoint = new FakeEndpoint(server);
    server.on('request', async (request, response) => {
      // Its callers send nothing else.
      const body = (await json(request)) as Call['body'];
      const call = { path: request.url, headers: request.headers, body };
      endpoint.calls.push(call);
      (endpoint.next.shift() ?? endpoint.answer)(response, call);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return endpoint;
  }

  get url(): string {
    // A server that listens on TCP has such an address.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
