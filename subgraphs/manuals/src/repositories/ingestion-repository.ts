import { readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Ingestion, type IngestionRow } from '../entities/ingestion.ts';

export type { IngestionRow } from '../entities/ingestion.ts';

/** Any number that nothing else in this database locks. */
const COUNT_LOCK = 0x72657264;

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

  /**
   * How many ingestions of all workspaces wait or run: of manuals without passages, and of those that have some.
   * Whoever else wants to count waits until the transaction has ended, so that what it adds is counted.
   */
  async lockCount(): Promise<{ readonly first: number; readonly again: number }> {
    await this.#em.execute('select pg_advisory_xact_lock(?)', [COUNT_LOCK]);
    const [counted] = await this.#em.execute<{ first: number; again: number }[]>(
      `select (count(*) filter (where m.status <> 'READY'))::int as first,
         (count(*) filter (where m.status = 'READY'))::int as again
       from manuals.ingestions i join manuals.manuals m on m.id = i.manual_id
       where i.status in ('QUEUED', 'RUNNING')`,
    );
    return counted ?? { first: 0, again: 0 };
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
