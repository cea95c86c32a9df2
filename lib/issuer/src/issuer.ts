import type { Database } from '@manuel/database';
import { type AcceptedIssuer, type Caller, ownIssuer, type TokenKeyFile } from '@manuel/identity';
import { type Logger, messageOf } from '@manuel/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Client } from './clients.ts';
import { openDatabase } from './database.ts';
import { interactionRoutes } from './http/interaction-routes.ts';
import { providerRoutes } from './http/provider-routes.ts';
import { sessionRoutes } from './http/session-routes.ts';
import type { Note } from './note.ts';
import { DerivedSecrets } from './provider/derived-secrets.ts';
import { NotedEvents } from './provider/noted-events.ts';
import { ProviderOfKeys } from './provider/provider-of-keys.ts';
import { RevocationFeed } from './revocation-feed.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { sweep } from './sweep.ts';
import { Throttle } from './throttle.ts';
import { ISSUER_PATH } from './well-known.ts';

const SWEEP_MS = 600_000;

export interface IssuerOptions {
  readonly databaseUrl: string;
  /** Where people and programs reach the gateway: scheme, host and port. */
  readonly publicUrl: string;
  /** At least 32 bytes, shared by all gateways of the installation. */
  readonly secret: string;
  /** Sign the tokens. */
  readonly keys: TokenKeyFile;
  readonly clients: readonly Client[];
  readonly log: Logger;
  /** How often it is read which tokens were revoked elsewhere. */
  readonly pollMs?: number;
}

export interface MountOptions {
  readonly note: Note;
  /** Who asks. @throws NotAuthenticated */
  readonly callerOf: (request: FastifyRequest) => Promise<Caller>;
}

/** The issuer that comes with Manuel: accounts, their sign-in and what they signed in to. */
export class Issuer {
  readonly database: Database;
  /** Which of its tokens ended before their time. */
  readonly revocations: RevocationFeed;
  readonly sessions: Sessions;
  readonly #options: IssuerOptions;
  readonly #sweeping: NodeJS.Timeout;

  private constructor(database: Database, options: IssuerOptions) {
    this.database = database;
    this.#options = options;
    this.revocations = new RevocationFeed(database, options.log, options.pollMs);
    this.sessions = new Sessions(database, () => this.revocations.refresh());
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS);
    this.#sweeping.unref();
  }

  /** Opens it after its schema is up to date. @throws StartFailure when the database is away or not to be changed */
  static async open(options: IssuerOptions): Promise<Issuer> {
    const database = await openDatabase(options.databaseUrl);
    await database.migrate(options.log);
    const issuer = new Issuer(database, options);
    await issuer.revocations.start();
    return issuer;
  }

  /** As its tokens name it, and where its discovery document lies. */
  get url(): string {
    return `${this.#options.publicUrl}${ISSUER_PATH}`;
  }

  /** Its tokens, as the gateway takes them. */
  get accepted(): AcceptedIssuer {
    return ownIssuer(() => this.#options.keys.current(), this.url);
  }

  /** Adds its routes: the OpenID provider's, the sign-in page, and everybody's own sessions. */
  async mount(server: FastifyInstance, { note, callerOf }: MountOptions): Promise<void> {
    const { database, sessions } = this;
    const { keys, clients, log, secret, publicUrl } = this.#options;
    const isHttps = publicUrl.startsWith('https:');
    const events = new NotedEvents({ database, note, onEnded: () => this.revocations.refresh() });
    const provider = new ProviderOfKeys(this.url, {
      ...{ database, secrets: new DerivedSecrets(secret), clients, keys, mount: ISSUER_PATH, isHttps },
      ...{ events, log },
    });
    const mount = ISSUER_PATH;
    const signIn = new SignIn(database);
    await server.register(interactionRoutes, {
      ...{ mount, provider: () => provider.current, signIn, note },
      ...{ database, sessions },
    });
    await server.register(sessionRoutes, { mount, sessions, note, callerOf });
    await server.register(providerRoutes, {
      ...{ mount, publicUrl, throttle: new Throttle(database) },
      answer: (request, response, requestId) => provider.answer(request, response, requestId),
    });
  }

  /** @throws Unavailable or the driver's error when the database does not answer */
  probe(): Promise<void> {
    return this.database.probe();
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweeping);
    await this.revocations.stop();
    await this.database.close();
  }

  #sweep(): void {
    sweep(this.database).catch((error: unknown) =>
      this.#options.log.warn({ reason: messageOf(error) }, 'what is over was not swept; it will be, later'),
    );
  }
}
