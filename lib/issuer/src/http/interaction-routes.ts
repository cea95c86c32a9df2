import { InvalidInput, isAway, ServiceError, Unavailable } from '@manuel/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import { pageHeaders, STYLE_PATH } from '../pages/page.ts';
import { problemPage, STYLE, signInPage } from '../pages/pages.ts';
import { errors } from '../provider/library.ts';
import { addPasswordRoutes, type PasswordRoutesOptions } from './password-routes.ts';
import { noteOf, tooOften, WRONG } from './sign-in-answers.ts';

const LONGEST_FORM_BYTES = 8_192;
const Form = z.object({
  name: z.string().max(128).default(''),
  password: z.string().default(''),
  cancel: z.string().optional(),
});

export interface InteractionRoutesOptions extends PasswordRoutesOptions {
  /** The provider as it is just now: another one after its keys were rotated. */
  readonly provider: () => Provider;
}

/** The sign-in page: plain forms, so that it works without scripts. */
export async function interactionRoutes(
  scope: FastifyInstance,
  options: InteractionRoutesOptions,
): Promise<void> {
  const { mount } = options;
  const pages = new SignInPages(options);
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LONGEST_FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  scope.setErrorHandler((error, _request, reply) => showFailure(reply, mount, error));
  scope.get(`${mount}${STYLE_PATH}`, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(STYLE),
  );
  scope.get(`${mount}/interaction/:uid`, (request, reply) => pages.show(request, reply));
  scope.post(`${mount}/interaction/:uid`, (request, reply) => pages.take(request, reply));
  addPasswordRoutes(scope, options);
}

/** Asks who somebody is, for the client that they came from. */
class SignInPages {
  readonly #options: InteractionRoutesOptions;

  constructor(options: InteractionRoutesOptions) {
    this.#options = options;
  }

  async show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#ask(request, reply, 200);
  }

  async take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // It must be known to which client this leads before any password counts.
    await this.#provider.interactionDetails(request.raw, reply.raw);
    const form = Form.safeParse(request.body);
    if (!form.success)
      throw new InvalidInput('name', 'The form was not filled in: expected a name and a password.');
    const { name, password, cancel } = form.data;
    if (cancel !== undefined) return this.#leave(request, reply, { error: 'access_denied' });
    const result = await this.#options.signIn.attempt(name, password, request.ip);
    await this.#options.note(noteOf('session.sign-in', request.id, result));
    switch (result.end) {
      case 'signed-in':
        return this.#leave(request, reply, { login: { accountId: result.account.name, remember: false } });
      case 'throttled':
        reply.header('retry-after', result.seconds);
        return this.#ask(request, reply, 429, { name, problem: tooOften(result.seconds) });
      case 'refused':
        return this.#ask(request, reply, 401, { name, problem: WRONG });
      default:
        return result satisfies never;
    }
  }

  get #provider(): Provider {
    return this.#options.provider();
  }

  async #ask(
    { raw }: FastifyRequest,
    reply: FastifyReply,
    status: number,
    view: { name?: string; problem?: string } = {},
  ): Promise<FastifyReply> {
    const { params } = await this.#provider.interactionDetails(raw, reply.raw);
    const client = await this.#provider.Client.find(String(params.client_id));
    const text = signInPage({
      ...{ mount: this.#options.mount, client: client?.clientName ?? String(params.client_id) },
      ...view,
    });
    // Browsers hold what a form leads on to against its page as well.
    return reply
      .code(status)
      .headers(pageHeaders(originsOf(params.redirect_uri)))
      .send(text);
  }

  async #leave({ raw }: FastifyRequest, reply: FastifyReply, result: object): Promise<FastifyReply> {
    const target = await this.#provider.interactionResult(raw, reply.raw, { ...result });
    return reply.header('cache-control', 'no-store').redirect(target, 303);
  }
}

function originsOf(redirectUri: unknown): string[] {
  return typeof redirectUri === 'string' && URL.canParse(redirectUri) ? [new URL(redirectUri).origin] : [];
}

function showFailure(reply: FastifyReply, mount: string, error: unknown): FastifyReply {
  if (error instanceof errors.SessionNotFound) {
    const text = problemPage(
      mount,
      'This page is over',
      'It was open too long, or in another browser. Go back to where you came from, and begin again.',
    );
    return reply.code(400).headers(pageHeaders()).send(text);
  }
  const known = knownFailure(error);
  // The server's own handler logs it, and masks what it is.
  if (known === undefined) throw error;
  const text = problemPage(mount, 'This did not work', known.message);
  return reply.code(known.httpStatus).headers(pageHeaders()).send(text);
}

function knownFailure(error: unknown): ServiceError | undefined {
  if (error instanceof ServiceError) return error;
  if (isAway(error) || error instanceof errors.TemporarilyUnavailable)
    return new Unavailable('Nobody can sign in just now, as the database is away. Try again in a moment.');
  return undefined;
}
