import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

/** A body that is JSON by its content type, as it came. */
class UnreadJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const Asked = z.object({ query: z.string() });

/** Parses JSON bodies when somebody needs to know what they say: equal requests can be told by their text. */
export class LazyBodies {
  readonly #parse: ReturnType<FastifyInstance['getDefaultJsonParser']>;

  /** For all routes of the scope. */
  constructor(scope: FastifyInstance) {
    this.#parse = scope.getDefaultJsonParser('error', 'error');
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) =>
      done(null, new UnreadJson(text.toString())),
    );
  }

  /** All that is asked, as it came. */
  textOf({ body, method, url }: FastifyRequest): string {
    return body instanceof UnreadJson ? body.text : `${method} ${url}`;
  }

  /** The body as it came; undefined when there is none, or it has been read already. */
  bodyOf({ body }: FastifyRequest): string | undefined {
    if (body instanceof UnreadJson) return body.text;
    return typeof body === 'string' ? body : undefined;
  }

  /** Puts the parsed body in its place. @throws Fastify's error when it is no JSON */
  read(request: FastifyRequest): void {
    const { body } = request;
    if (!(body instanceof UnreadJson)) return;
    let failure: Error | null = null;
    // Fastify's own parser calls back before it returns.
    void this.#parse(request, body.text, (error, value) => {
      failure = error;
      request.body = value;
    });
    if (failure !== null) throw failure;
  }

  /** The GraphQL text that is asked with; undefined when there is none. @throws as `read` does */
  queryOf(request: FastifyRequest): string | undefined {
    this.read(request);
    return Asked.safeParse(request.method === 'POST' ? request.body : request.query).data?.query;
  }
}
