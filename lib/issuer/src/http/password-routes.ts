import type { Database } from '@manuel/database';
import { InvalidInput } from '@manuel/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Note } from '../note.ts';
import { pageHeaders } from '../pages/page.ts';
import { donePage, type PasswordView, passwordPage } from '../pages/pages.ts';
import { hashPassword } from '../passwords.ts';
import { AccountRepository, type AccountRow } from '../repositories/account-repository.ts';
import type { Sessions } from '../sessions.ts';
import type { SignIn } from '../sign-in.ts';
import { noteOf, tooOften, WRONG } from './sign-in-answers.ts';

/** What a new password must have at least; nothing else is asked of it (NIST SP 800-63B, 3.1.1). */
const LEAST_LETTERS = 12;

const Form = z.object({
  name: z.string().max(128).default(''),
  password: z.string().default(''),
  fresh: z.string().max(1_024).default(''),
});

export interface PasswordRoutesOptions {
  readonly mount: string;
  readonly database: Database;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly note: Note;
}

/**
 * The page on which people change their passwords. It asks for the old one each time, so that no other page can send its
 * form for them; all their sessions end. The form's parser and failures are the scope's.
 */
export function addPasswordRoutes(scope: FastifyInstance, options: PasswordRoutesOptions): void {
  const path = `${options.mount}/password`;
  const pages = new PasswordPages(options);
  scope.get(path, (_request, reply) => pages.ask(reply, 200));
  scope.post(path, (request, reply) => pages.take(request, reply));
}

class PasswordPages {
  readonly #options: PasswordRoutesOptions;

  constructor(options: PasswordRoutesOptions) {
    this.#options = options;
  }

  ask(reply: FastifyReply, status: number, view: Omit<PasswordView, 'mount'> = {}): FastifyReply {
    const text = passwordPage({ mount: this.#options.mount, ...view });
    return reply.code(status).headers(pageHeaders()).send(text);
  }

  async take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const form = Form.safeParse(request.body);
    if (!form.success) throw new InvalidInput('name', 'The form was not filled in as expected.');
    const { name, password, fresh } = form.data;
    if (fresh.length < LEAST_LETTERS || fresh === password)
      return this.ask(reply, 400, {
        name,
        problem: `The new password needs ${LEAST_LETTERS} characters, and to be new.`,
      });
    const { signIn, note } = this.#options;
    const result = await signIn.attempt(name, password, request.ip);
    if (result.end !== 'signed-in') {
      await note(noteOf('account.change-password', request.id, result));
      if (result.end === 'refused') return this.ask(reply, 401, { name, problem: WRONG });
      reply.header('retry-after', result.seconds);
      return this.ask(reply, 429, { name, problem: tooOften(result.seconds) });
    }
    await this.#change(result.account, fresh);
    await note(noteOf('account.change-password', request.id, result));
    return reply.headers(pageHeaders()).send(donePage(this.#options.mount));
  }

  async #change({ workspace, name }: AccountRow, fresh: string): Promise<void> {
    const { database, sessions } = this.#options;
    await new AccountRepository(database.fork()).setPassword(workspace, name, await hashPassword(fresh));
    await sessions.endAll({ workspace, account: name });
  }
}
