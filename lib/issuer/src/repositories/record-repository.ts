import { readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ProviderRecord, type ProviderRecordRow } from '../entities/provider-record.ts';

export type { ProviderRecordRow } from '../entities/provider-record.ts';

/** What the OpenID provider keeps. */
export class RecordRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** Writes it, or anew what it says; that it was consumed stays. */
  async put(record: Omit<ProviderRecordRow, 'consumedAt'>): Promise<void> {
    await this.#em
      .createQueryBuilder(ProviderRecord)
      .insert({ ...record, consumedAt: null })
      .onConflict(['kind', 'id'])
      .merge(['alias', 'grantId', 'sealed', 'expiresAt'])
      .execute();
  }

  /** Whether or not it is over. */
  async byId(kind: string, id: string): Promise<ProviderRecordRow | null> {
    return (await readRows(this.#em, ProviderRecord, { kind, id }))[0] ?? null;
  }

  async byAlias(kind: string, alias: string): Promise<ProviderRecordRow | null> {
    return (await readRows(this.#em, ProviderRecord, { kind, alias }))[0] ?? null;
  }

  /** @returns whether this was the first time */
  async consume(kind: string, id: string): Promise<boolean> {
    const unused = { kind, id, consumedAt: null };
    return (await this.#em.nativeUpdate(ProviderRecord, unused, { consumedAt: new Date() })) === 1;
  }

  async remove(kind: string, id: string): Promise<void> {
    await this.#em.nativeDelete(ProviderRecord, { kind, id });
  }

  /** Takes away what belongs to these sessions. @param kind all kinds when not given */
  async removeOf(grantIds: readonly string[], kind?: string): Promise<void> {
    await this.#em.nativeDelete(ProviderRecord, {
      grantId: { $in: [...grantIds] },
      ...(kind !== undefined && { kind }),
    });
  }

  async sweep(): Promise<void> {
    await this.#em.nativeDelete(ProviderRecord, { expiresAt: { $lt: new Date() } });
  }
}
