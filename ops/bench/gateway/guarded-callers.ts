import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTokenKey, TokenIssuer } from '@manuel/identity';
import { RedisServer } from '@manuel/testkit/redis-server';

/** So many callers send in turn: enough that each bears its token for many requests, as callers do. */
const CALLERS = 100;
const TOKEN_SECONDS = 12 * 60 * 60;

/** Callers with tokens, and what a gateway needs to verify them and to count their requests. */
export class GuardedCallers implements AsyncDisposable {
  /** Authorization headers, one a caller. */
  readonly authorizations: readonly string[];
  /** Environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #redis: RedisServer;

  private constructor(
    authorizations: readonly string[],
    folder: string,
    keyFile: string,
    redis: RedisServer,
  ) {
    this.authorizations = authorizations;
    this.settings = { TOKEN_KEY_FILE: keyFile, REDIS_URL: redis.url };
    this.#folder = folder;
    this.#redis = redis;
  }

  /** @throws Error when Redis does not start */
  static async make(): Promise<GuardedCallers> {
    const redis = await RedisServer.start();
    const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-callers-'));
    const key = newTokenKey();
    const keyFile = join(folder, 'token-key.pem');
    writeFileSync(keyFile, key, { mode: 0o600 });
    const issuer = new TokenIssuer(key);
    const tokens = await Promise.all(
      Array.from({ length: CALLERS }, (_, number) =>
        issuer.issue({ id: `caller-${number}`, workspace: 'bench', roles: ['reader'] }, TOKEN_SECONDS),
      ),
    );
    return new GuardedCallers(
      tokens.map((token) => `Bearer ${token}`),
      folder,
      keyFile,
      redis,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#redis.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
