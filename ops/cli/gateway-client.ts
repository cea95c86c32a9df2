import { messageOf } from '@manuel/service';
import { z } from 'zod';
import { CliFailure, failureOfCode } from './failure.ts';
import type { Operation } from './operation.ts';
import type { UploadTicket } from './operations.ts';

const ANSWER_DEADLINE_MS = 30_000;
const UPLOAD_DEADLINE_MS = 10 * 60_000;
const SHOWN_CHARACTERS = 300;
/** Codes of connections that stood before they ended. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const GraphQLErrors = z
  .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
  .min(1);
/** An answer has `data`, `errors` or both; anything else was not said by a gateway. */
const GraphQLAnswer = z.union([
  z.object({ data: z.unknown().optional(), errors: GraphQLErrors }),
  z.object({ data: z.looseObject({}), errors: z.undefined().optional() }),
]);
/** The part of a refused upload's problem document (RFC 9457) that people need. */
const Refusal = z.object({ code: z.string(), detail: z.string() });

/** Data, and what went wrong beside it. */
export interface PartialAnswer<Answer> {
  readonly data: Answer;
  readonly problems: readonly CliFailure[];
}

/** Speaks to one gateway: GraphQL over HTTP, and the upload of files. Every call has a deadline. */
export class GatewayClient {
  readonly url: URL;
  readonly #token: () => Promise<string>;

  /**
   * @param url the GraphQL endpoint
   * @param token makes the access token of each request
   * @throws CliFailure when `url` is not one of http or https
   */
  constructor(url: string, token: () => Promise<string>) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new CliFailure(
        2,
        'USAGE',
        `"${url}" is not a gateway: give a URL such as http://127.0.0.1:4000/graphql.`,
      );
    }
    this.url = new URL(url);
    this.#token = token;
  }

  /** @throws CliFailure when the gateway is away or gave any error */
  async run<Answer>(operation: Operation<Answer>): Promise<Answer> {
    const { data, problems } = await this.runPartly(operation);
    if (problems[0] !== undefined) throw problems[0];
    return data;
  }

  /**
   * Takes an answer also when a nullable part of it is missing.
   * @throws CliFailure when the gateway is away, or nothing usable came
   */
  async runPartly<Answer>({
    document,
    variables,
    answer,
  }: Operation<Answer>): Promise<PartialAnswer<Answer>> {
    const response = await this.#fetch(this.url, ANSWER_DEADLINE_MS, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      },
      body: JSON.stringify({ query: document, variables }),
    });
    const { data, errors = [] } = this.#answerOf(response.status, response.text);
    const problems = errors.map(({ message, extensions }) =>
      failureOfCode(extensions?.code ?? `HTTP_${response.status}`, message, response.status),
    );
    const checked = answer.safeParse(data);
    if (checked.success) return { data: checked.data, problems };
    throw problems[0] ?? notUnderstood(checked.error);
  }

  /**
   * Sends a file to where a ticket says. The ticket alone opens the door: the caller's token stays here.
   * @param content its bytes, `byteSize` of them
   * @param onSent is told how many bytes have been taken from `content`
   * @throws CliFailure when they did not arrive
   */
  async put(
    ticket: UploadTicket,
    content: AsyncIterable<Uint8Array>,
    byteSize: number,
    onSent: (bytes: number) => void,
  ): Promise<void> {
    const headers = new Headers(ticket.headers.map(({ name, value }): [string, string] => [name, value]));
    headers.set('content-length', String(byteSize));
    const { status, text } = await this.#fetch(new URL(ticket.url, this.url), UPLOAD_DEADLINE_MS, {
      method: ticket.method,
      headers,
      body: counted(content, onSent),
      duplex: 'half',
    });
    if (status >= 200 && status < 300) return;
    const refusal = Refusal.safeParse(jsonOf(text));
    if (refusal.success) throw failureOfCode(refusal.data.code, refusal.data.detail, status);
    const words = text.trim().slice(0, SHOWN_CHARACTERS);
    throw failureOfCode(`HTTP_${status}`, `The upload was answered with ${status}. ${words}`.trim(), status);
  }

  async #fetch(url: URL, milliseconds: number, init: RequestInit): Promise<{ status: number; text: string }> {
    try {
      const signal = AbortSignal.timeout(milliseconds);
      const response = await fetch(url, { ...init, signal, redirect: 'error' });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw connectionFailure(url, milliseconds, error);
    }
  }

  #answerOf(status: number, text: string): z.infer<typeof GraphQLAnswer> {
    const answer = GraphQLAnswer.safeParse(jsonOf(text));
    if (answer.success) return answer.data;
    if (status === 401 || status === 403) {
      throw failureOfCode(`HTTP_${status}`, `${this.url.href} refused the request (${status}).`, status);
    }
    const code = status === 503 ? 'UNAVAILABLE' : 'NOT_A_GATEWAY';
    throw new CliFailure(
      6,
      code,
      `${this.url.href} answered ${status}, and not as a ready gateway does: check --url, or try again.`,
    );
  }
}

async function* counted(
  content: AsyncIterable<Uint8Array>,
  onSent: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    yield chunk;
    bytes += chunk.byteLength;
    onSent(bytes);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notUnderstood(error: z.ZodError): CliFailure {
  const path = error.issues[0]?.path.join('.') ?? '';
  return new CliFailure(
    1,
    'NOT_UNDERSTOOD',
    `The gateway's answer is not as expected at "${path}": do gateway and command have the same version?`,
  );
}

function connectionFailure(url: URL, milliseconds: number, error: unknown): CliFailure {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new CliFailure(6, 'TIMEOUT', `${url.origin} did not answer within ${milliseconds / 1000} s.`);
  }
  // fetch says "fetch failed" and keeps the reason in its cause.
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (codeOf(reason) === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    return new CliFailure(2, 'FILE_CHANGED', 'The file changed while it was being sent: add it again.');
  }
  if (BROKEN.has(codeOf(reason))) {
    const message = `The connection to ${url.origin} broke (${messageOf(reason)}): try again.`;
    return new CliFailure(6, 'UNAVAILABLE', message);
  }
  return new CliFailure(
    6,
    'UNAVAILABLE',
    `Cannot reach the gateway at ${url.origin} (${messageOf(reason)}): start it with npm start, or check --url.`,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
