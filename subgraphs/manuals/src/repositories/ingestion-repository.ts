import { readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Ingestion, type IngestionRow } from '../entities/ingestion.ts';

export type { IngestionRow } from '../entities/ingestion.ts';

/** Ingestions, one a manual; every read is within one workspace. */
export class IngestionRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  byIds(workspace: string, ids: readonly string[]): Promise<IngestionRow[]> {
    return this.#read({ workspace, id: { $in: [...ids] } });
  }

  byManualIds(workspace: string, manualIds: readonly string[]): Promise<IngestionRow[]> {
    return this.#read({ workspace, manualId: { $in: [...manualIds] } });
  }

  async add(ingestion: IngestionRow): Promise<void> {
    await this.#em.createQueryBuilder(Ingestion).insert(ingestion).execute();
  }

  async update(
    manualId: string,
    to: Partial<Omit<IngestionRow, 'id' | 'manualId' | 'workspace'>>,
  ): Promise<void> {
    await this.#em.createQueryBuilder(Ingestion).update(to).where({ manualId }).execute();
  }

  /** Writes progress unless the ingestion has ended meanwhile. */
  async updateRunning(manualId: string, progress: number): Promise<void> {
    await this.#em
      .createQueryBuilder(Ingestion)
      .update({ progress })
      .where({ manualId, status: 'RUNNING' })
      .execute();
  }

  async #read(where: object): Promise<IngestionRow[]> {
    const rows = await readRows(this.#em, Ingestion, where);
    // `mapToPk` gives the id where the inferred type has the entity.
    return rows as unknown as IngestionRow[];
  }
}
