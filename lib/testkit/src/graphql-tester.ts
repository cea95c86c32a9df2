import { expect } from 'vitest';

const ANSWER_DEADLINE_MS = 20_000;

/** One error of a GraphQL answer, as far as tests look at it. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What was asked, for failed expectations to show. */
interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;
}

/** A GraphQL answer whose failed expectations show the query, the answer and the request's id. */
export class GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly AnsweredError[];
  readonly #asked: Asked;
  readonly #text: string;

  constructor(asked: Asked, response: Response, text: string) {
    this.#asked = asked;
    this.#text = text;
    this.status = response.status;
    this.headers = response.headers;
    const body = this.#parse();
    this.data = body.data;
    this.errors = body.errors ?? [];
  }

  /** The codes of the errors, in their order. */
  get codes(): unknown[] {
    return this.errors.map(({ extensions }) => extensions?.code);
  }

  /** Expects no error and exactly this data; matchers such as expect.any(String) may stand in it. */
  expectData(data: unknown): this {
    expect({ data: this.data, errors: this.errors }, this.toString()).toEqual({ data, errors: [] });
    return this;
  }

  /** Expects at least these parts of the data, and no error. */
  expectMatch(data: object): this {
    expect({ data: this.data, errors: this.errors }, this.toString()).toMatchObject({ data, errors: [] });
    return this;
  }

  /** Expects exactly one error, of this code, with a sentence that matches. */
  expectError(code: string, sentence: RegExp = /./): this {
    expect(this.codes, this.toString()).toEqual([code]);
    expect(this.errors[0]?.message, this.toString()).toMatch(sentence);
    return this;
  }

  /** The value at a path of the data; an answer without it fails the test. */
  at(...path: readonly (string | number)[]): unknown {
    let value: unknown = this.data;
    for (const step of path) {
      // Objects and lists alike are read by key here; anything else has no keys.
      value =
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
    }
    if (value === undefined) expect.fail(`There is nothing at ${path.join('.')}.\n${this}`);
    return value;
  }

  toString(): string {
    const { query, variables, requestId } = this.#asked;
    const asked = `query: ${query.trim()}\nvariables: ${JSON.stringify(variables)}`;
    return `${asked}\nanswer (${this.status}): ${this.#text}\nrequest id: ${requestId ?? 'none'}\n`;
  }

  #parse(): { data?: Record<string, unknown> | null; errors?: AnsweredError[] } {
    try {
      return JSON.parse(this.#text);
    } catch {
      return expect.fail(`The answer is not JSON.\n${this}`);
    }
  }
}

/** Headers for one request, and the id under which its server knows it where that is known before. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId?: string;
}

/** A small GraphQL client over HTTP for tests, which sees what any client sees. */
export class GraphqlTester {
  readonly #url: string;
  readonly #sign: (body: string) => Promise<RequestHeaders>;

  /**
   * @param url where GraphQL is served
   * @param sign makes the headers that say who asks, anew for each request and its body
   */
  constructor(url: string, sign: (body: string) => Promise<RequestHeaders> = async () => ({ headers: {} })) {
    this.#url = url;
    this.#sign = sign;
  }

  /** A client with an access token, for a gateway. */
  static withToken(url: string, token: string): GraphqlTester {
    return new GraphqlTester(url, async () => ({ headers: { authorization: `Bearer ${token}` } }));
  }

  /**
   * Sends one operation.
   * @param leaving closes the connection
   * @throws the test's failure when the server does not answer with JSON
   */
  async send(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    leaving?: AbortSignal,
  ): Promise<GraphqlAnswer> {
    const body = JSON.stringify({ query, variables });
    const { headers, requestId } = await this.#sign(body);
    const deadline = AbortSignal.timeout(ANSWER_DEADLINE_MS);
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: leaving === undefined ? deadline : AbortSignal.any([deadline, leaving]),
    });
    const known = requestId ?? response.headers.get('x-request-id') ?? undefined;
    return new GraphqlAnswer({ query, variables, requestId: known }, response, await response.text());
  }
}
