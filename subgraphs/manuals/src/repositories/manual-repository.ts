import { queryRows, readRows } from '@manuel/database';
import type { Page } from '@manuel/subgraph';
import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Manual, type ManualRow } from '../entities/manual.ts';

export type { ManualRow } from '../entities/manual.ts';

/** Which manuals of a workspace are wanted; what is not given does not matter. */
export interface ManualCriteria {
  readonly status?: ManualRow['status'] | null | undefined;
  readonly product?: string | null | undefined;
  readonly titleContains?: string | null | undefined;
  readonly ids?: readonly string[] | null | undefined;
}

/** What loading the index of a manual needs to know of it. */
export type LoadableManual = Pick<ManualRow, 'id' | 'revision' | 'language'>;
/** What a search needs to know of a manual that can be searched. */
export type SearchableManual = LoadableManual & Pick<ManualRow, 'title' | 'product'>;

/** Reads manuals by id; `cachedManuals` makes the same with a cache before it. */
export interface ManualReader {
  byIds(workspace: string, ids: readonly string[]): Promise<ManualRow[]>;
}

/** Manuals in the database; every read is within one workspace. */
export class ManualRepository implements ManualReader {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  byIds(workspace: string, ids: readonly string[]): Promise<ManualRow[]> {
    return readRows(this.#em, Manual, { workspace, id: { $in: [...ids] } });
  }

  /** One row more than the page, newest first. */
  page(workspace: string, criteria: ManualCriteria, { first, after }: Page): Promise<ManualRow[]> {
    const where = after === null ? {} : { id: { $lt: after } };
    return readRows(
      this.#em,
      Manual,
      { $and: [conditionOf(workspace, criteria), where] },
      { orderBy: { id: 'desc' }, limit: first + 1 },
    );
  }

  count(workspace: string, criteria: ManualCriteria): Promise<number> {
    return this.#em.count(Manual, conditionOf(workspace, criteria));
  }

  /** The READY manuals that a search goes through. */
  searchable(
    workspace: string,
    criteria: Pick<ManualCriteria, 'ids' | 'product'>,
  ): Promise<SearchableManual[]> {
    const where = conditionOf(workspace, { ...criteria, status: 'READY' });
    return readRows(this.#em, Manual, where);
  }

  /** The manual of these bytes, locked until the transaction ends. */
  async lockByBytes(workspace: string, sha256: string): Promise<ManualRow | null> {
    const sql = 'select * from manuals.manuals where workspace = ? and sha256 = ? for update';
    return (await queryRows(this.#em, Manual, sql, [workspace, sha256]))[0] ?? null;
  }

  /** The manual that has these bytes; null when there is none. */
  async byBytes(workspace: string, sha256: string): Promise<ManualRow | null> {
    return (await readRows(this.#em, Manual, { workspace, sha256 }))[0] ?? null;
  }

  /** Whether there are READY manuals, in any workspace, that no engine as new as this one has read or failed to. */
  async areOutdated(engine: number): Promise<boolean> {
    const where = { status: 'READY', triedEngine: { $lt: engine } } as const;
    return (await readRows(this.#em, Manual, where, { limit: 1 })).length > 0;
  }

  /**
   * READY manuals of all workspaces, one workspace after the other, that no engine as new as this one has read or
   * failed to, and that nothing else is done to. They are locked until the transaction ends; what others have locked
   * is left out.
   * @param most so many at most
   */
  outdated(engine: number, most: number): Promise<ManualRow[]> {
    const sql = `select m.* from manuals.manuals m join manuals.ingestions i on i.manual_id = m.id
       where m.status = 'READY' and m.tried_engine < ? and i.status in ('DONE', 'FAILED')
         and not exists (select from manuals.replacements r where r.manual_id = m.id)
       order by m.workspace, m.id limit ? for update of m, i skip locked`;
    return queryRows(this.#em, Manual, sql, [engine, most]);
  }

  /** The manual, locked until the transaction ends; null when it has been removed. */
  async lock(workspace: string, id: string): Promise<ManualRow | null> {
    const sql = 'select * from manuals.manuals where workspace = ? and id = ? for update';
    return (await queryRows(this.#em, Manual, sql, [workspace, id]))[0] ?? null;
  }

  /** Adds the manual unless its workspace has the same bytes. @returns whether it was added */
  async add(manual: ManualRow): Promise<boolean> {
    const insert = this.#em.createQueryBuilder(Manual).insert(manual);
    return (await insert.onConflict(['workspace', 'sha256']).ignore().execute()).affectedRows === 1;
  }

  async update(id: string, to: Partial<Omit<ManualRow, 'id' | 'workspace'>>): Promise<void> {
    await this.#em.createQueryBuilder(Manual).update(to).where({ id }).execute();
  }

  /** Removes the manual with its passages and its ingestion. @returns whether it was there */
  async remove(workspace: string, id: string): Promise<boolean> {
    return (await this.#em.nativeDelete(Manual, { workspace, id })) === 1;
  }
}

function conditionOf(
  workspace: string,
  { status, product, titleContains, ids }: ManualCriteria,
): FilterQuery<ManualRow> {
  return {
    workspace,
    ...(status ? { status } : {}),
    ...(product ? { product } : {}),
    ...(titleContains ? { title: { $ilike: `%${titleContains.replace(/[\\%_]/g, '\\$&')}%` } } : {}),
    ...(ids ? { id: { $in: [...ids] } } : {}),
  };
}
