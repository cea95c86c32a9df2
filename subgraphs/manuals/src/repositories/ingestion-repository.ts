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

  /** Begins a manual's ingestion anew; its id stays the first one's. */
  async put(ingestion: IngestionRow): Promise<void> {
    const { id: _id, manualId: _manualId, workspace: _workspace, ...state } = ingestion;
    // The rows of this entity name their columns as its properties.
    const changed = Object.keys(state) as (keyof typeof state)[];
    const insert = this.#em.createQueryBuilder(Ingestion).insert(ingestion);
    await insert.onConflict('manualId').merge(changed).execute();
  }

  async update(
    manualId: string,
    to: Partial<Omit<IngestionRow, 'id' | 'manualId' | 'workspace'>>,
  ): Promise<void> {
    await this.#em.createQueryBuilder(Ingestion).update(to).where({ manualId }).execute();
  }

  /** The manual's ingestion, for whoever has locked the manual. */
  async ofManual(manualId: string): Promise<IngestionRow | null> {
    return (await this.#read({ manualId }))[0] ?? null;
  }

  /** Writes how far a run is, unless it has ended meanwhile or another was asked for. */
  async updateRunning(
    manualId: string,
    run: string | null,
    to: Pick<IngestionRow, 'step' | 'progress'>,
  ): Promise<void> {
    await this.#em
      .createQueryBuilder(Ingestion)
      .update(to)
      .where({ manualId, run, status: 'RUNNING' })
      .execute();
  }

  async #read(where: object): Promise<IngestionRow[]> {
    const rows = await readRows(this.#em, Ingestion, where);
    // `mapToPk` gives the id where the inferred type has the entity.
    return rows as unknown as IngestionRow[];
  }
}
