import { z } from 'zod';
import { ANSWER_DEADLINE_MS, exchange, jsonOf, notUnderstood } from './exchange.ts';
import { CliFailure, failureOfCode } from './failure.ts';

/** One request to the admin surface. */
export interface AdminRequest<Answer> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /admin, with what is variable already encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What must be answered; an answer without a body is null. */
  readonly answer: z.ZodType<Answer>;
}

const Refused = z.object({
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).min(1),
});
/** What a gateway without an admin surface says of its routes. */
const NoRoute = z.object({ statusCode: z.literal(404), message: z.string() });

/** Speaks to the admin surface of one gateway. Every call has a deadline. */
export class AdminClient {
  readonly #url: URL;
  readonly #token: () => Promise<string>;

  /**
   * @param url any URL of the surface's host and port
   * @param token makes the access token of each request
   */
  constructor(url: URL, token: () => Promise<string>) {
    this.#url = url;
    this.#token = token;
  }

  /** @throws CliFailure when the gateway is away, or refused it */
  async run<Answer>({ method, path, body, answer }: AdminRequest<Answer>): Promise<Answer> {
    const url = new URL(`/admin${path}`, this.#url);
    const { status, text } = await exchange(url, ANSWER_DEADLINE_MS, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const said = text === '' ? null : jsonOf(text);
    if (status >= 400) throw this.#failureOf(status, said);
    const checked = answer.safeParse(said);
    if (checked.success) return checked.data;
    throw notUnderstood(checked.error);
  }

  #failureOf(status: number, said: unknown): CliFailure {
    const [error] = Refused.safeParse(said).data?.errors ?? [];
    if (error !== undefined) return failureOfCode(error.extensions.code, error.message, status);
    const { origin } = this.#url;
    if (NoRoute.safeParse(said).success) {
      const message = `${origin} has no admin surface: the gateway needs DATABASE_URL for it, or serves it elsewhere, which MANUEL_ADMIN_URL says.`;
      return new CliFailure(6, 'NO_ADMIN_SURFACE', message);
    }
    return failureOfCode(
      `HTTP_${status}`,
      `${origin} answered ${status}, and not as a gateway does.`,
      status,
    );
  }
}
