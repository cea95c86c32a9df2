import type { IncomingMessage } from 'node:http';
import type { Database } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Note, NotedEvent } from '../note.ts';
import { AccountRepository } from '../repositories/account-repository.ts';

/** What a device is told while nobody has let it in yet; nothing is refused by it. */
const NOT_YET = new Set(['authorization_pending', 'slow_down']);

export interface NotedEventsOptions {
  readonly database: Database;
  readonly note: Note;
  /** Told when a session ended. */
  readonly onEnded: () => Promise<void>;
}

/** Makes notes of what the OpenID provider refuses and ends, before it answers. */
export class NotedEvents {
  readonly #options: NotedEventsOptions;
  readonly #requests = new WeakMap<IncomingMessage, { requestId: string; pending: Promise<void>[] }>();

  constructor(options: NotedEventsOptions) {
    this.#options = options;
  }

  /** Tells which request this is, before the provider gets it. */
  begin(request: IncomingMessage, requestId: string): void {
    this.#requests.set(request, { requestId, pending: [] });
  }

  listenTo(provider: Provider): void {
    provider.use(async (ctx, next) => {
      await next();
      await Promise.all(this.#requests.get(ctx.req)?.pending ?? []);
    });
    provider.on('grant.revoked', (ctx, grantId) => this.#ended(ctx, grantId));
    provider.on('grant.error', (ctx, error) => {
      if (NOT_YET.has(error.error)) return;
      const action = ctx.oidc.params?.grant_type === 'refresh_token' ? 'token.refresh' : 'token.issue';
      this.#note(ctx, { action, outcome: 'REFUSED', code: error.error.toUpperCase() });
    });
  }

  #ended(ctx: KoaContextWithOIDC, grantId: string): void {
    const isGivenBack = ctx.oidc.route === 'revocation';
    const what = isGivenBack
      ? { action: 'session.end', outcome: 'DONE' as const }
      : // Two had the same token: nobody can tell which of them is the thief.
        { action: 'session.revoke', outcome: 'DONE' as const, code: 'TOKEN_REUSED' };
    this.#note(ctx, { ...what, target: `session:${grantId}` });
    this.#requests.get(ctx.req)?.pending.push(this.#options.onEnded());
  }

  #note(ctx: KoaContextWithOIDC, what: Omit<NotedEvent, 'caller' | 'requestId'>): void {
    const request = this.#requests.get(ctx.req);
    if (request === undefined) return;
    const { requestId, pending } = request;
    const { RefreshToken, Account } = ctx.oidc.entities;
    const name = RefreshToken?.accountId ?? Account?.accountId;
    pending.push(this.#callerOf(name).then((caller) => this.#options.note({ ...what, caller, requestId })));
  }

  /** Nobody where that cannot be told: the note must not wait for a database that is away. */
  async #callerOf(name: string | undefined): Promise<Pick<Caller, 'id' | 'workspace'> | null> {
    if (name === undefined) return null;
    const account = await new AccountRepository(this.#options.database.fork()).byName(name).catch(() => null);
    return account && { id: account.name, workspace: account.workspace };
  }
}
