import { createHash } from 'node:crypto';
import type { Database, UnitOfWork } from '@manuel/database';
import { isAway, Unavailable, withDeadline } from '@manuel/service';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { RETRY_GRACE_MS } from '../lifetimes.ts';
import { type ProviderRecordRow, RecordRepository } from '../repositories/record-repository.ts';
import { SessionRepository } from '../repositories/session-repository.ts';
import type { DerivedSecrets } from './derived-secrets.ts';
import { errors } from './library.ts';
import type { Seal } from './seal.ts';

const DEADLINE_MS = 5_000;

export interface ProviderStoreOptions {
  readonly database: Database;
  readonly seal: Seal;
  readonly secrets: DerivedSecrets;
}

/** Where the OpenID provider keeps things of one kind: in PostgreSQL, by hashes of what their bearers show. */
export class ProviderStore implements Adapter {
  readonly #kind: string;
  readonly #options: ProviderStoreOptions;

  constructor(kind: string, options: ProviderStoreOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn = 0): Promise<void> {
    const alias = payload.userCode ?? payload.uid;
    const hashed = hashOf(id);
    const record = {
      ...{ kind: this.#kind, id: hashed, alias: alias === undefined ? null : hashOf(alias) },
      grantId: this.#kind === 'Grant' ? id : (payload.grantId ?? null),
      sealed: this.#options.seal.close(JSON.stringify(payload), `${this.#kind} ${hashed}`),
      expiresAt: new Date(Date.now() + expiresIn * 1000),
    };
    await this.#run(async (em) => {
      await new RecordRepository(em).put(record);
      if (this.#kind === 'RefreshToken' && record.grantId !== null)
        await new SessionRepository(em).touch(record.grantId);
    });
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.#run(async (em) => {
      const records = new RecordRepository(em);
      const row = await records.byId(this.#kind, hashOf(id));
      if (row === null) return undefined;
      const payload = this.#opened(row);
      if (row.consumedAt === null || (await this.#isRetry(records, id, row.consumedAt))) return payload;
      return { ...payload, consumed: Math.floor(row.consumedAt.getTime() / 1000) };
    });
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findByAlias(uid);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findByAlias(userCode);
  }

  async consume(id: string): Promise<void> {
    const isFirst = await this.#run((em) => new RecordRepository(em).consume(this.#kind, hashOf(id)));
    // Of a refresh token, the same successor comes of it however often; of a code, two would each get tokens.
    if (!isFirst && this.#kind !== 'RefreshToken') throw new errors.InvalidGrant('it was used already');
  }

  async destroy(id: string): Promise<void> {
    await this.#run(async (em) => {
      await new RecordRepository(em).remove(this.#kind, hashOf(id));
      if (this.#kind === 'Grant') await new SessionRepository(em).endOne(id);
    });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#run((em) => new RecordRepository(em).removeOf([grantId], this.#kind));
  }

  /**
   * Whether a used refresh token may be used again: only a moment later, and only while nobody has used what came of
   * it, as then the answer did arrive.
   */
  async #isRetry(records: RecordRepository, id: string, consumedAt: Date): Promise<boolean> {
    if (this.#kind !== 'RefreshToken' || Date.now() - consumedAt.getTime() > RETRY_GRACE_MS) return false;
    const successor = await records.byId(this.#kind, hashOf(this.#options.secrets.successorOf(id)));
    return successor === null || successor.consumedAt === null;
  }

  #findByAlias(alias: string): Promise<AdapterPayload | undefined> {
    return this.#run(async (em) => {
      const row = await new RecordRepository(em).byAlias(this.#kind, hashOf(alias));
      if (row === null) return undefined;
      const payload = this.#opened(row);
      return row.consumedAt === null ? payload : { ...payload, consumed: true };
    });
  }

  #opened({ kind, id, sealed }: ProviderRecordRow): AdapterPayload {
    // What `upsert` sealed.
    return JSON.parse(this.#options.seal.open(sealed, `${kind} ${id}`)) as AdapterPayload;
  }

  /** @throws errors.TemporarilyUnavailable when the database is away, which the provider answers with 503 */
  async #run<T>(work: (em: UnitOfWork) => Promise<T>): Promise<T> {
    try {
      return await withDeadline('Postgres', DEADLINE_MS, work(this.#options.database.fork()));
    } catch (error) {
      if (!(error instanceof Unavailable) && !isAway(error)) throw error;
      throw unavailable();
    }
  }
}

/** What nobody can sign in by while the database is away. */
export function unavailable(): Error {
  const failure = new errors.TemporarilyUnavailable('PostgreSQL is away: try again in a moment');
  return Object.assign(failure, { status: 503, statusCode: 503 });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
