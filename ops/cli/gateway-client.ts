import { z } from 'zod';
import { ANSWER_DEADLINE_MS, exchange, jsonOf, notUnderstood } from './exchange.ts';
import { CliFailure, failureOfCode } from './failure.ts';
import type { Operation } from './operation.ts';
import type { UploadTicket } from './operations.ts';

const UPLOAD_DEADLINE_MS = 10 * 60_000;
const SHOWN_CHARACTERS = 300;

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
    const response = await exchange(this.url, ANSWER_DEADLINE_MS, {
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
    const { status, text } = await exchange(new URL(ticket.url, this.url), UPLOAD_DEADLINE_MS, {
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
