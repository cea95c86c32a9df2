import { queryRows, readRows } from '@manuel/database';
import type { Page } from '@manuel/subgraph';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Entry, type EntryRow } from '../entities/entry.ts';

export type { EntryRow } from '../entities/entry.ts';

/** Which entries of a workspace are wanted; what is not given does not matter. */
export interface EntryFilter {
  readonly actorId?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly target?: string | null | undefined;
  readonly outcome?: EntryRow['outcome'] | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

/** Reads and adds audit entries; every read is within one workspace. */
export class EntryRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** Adds the entries whose ids are new. @returns how many those were */
  async add(entries: readonly EntryRow[]): Promise<number> {
    if (entries.length === 0) return 0;
    const kept = await this.#em
      .createQueryBuilder(Entry)
      .insert([...entries])
      .onConflict('id')
      .ignore()
      .execute();
    return kept.affectedRows;
  }

  byIds(workspace: string, ids: readonly string[]): Promise<EntryRow[]> {
    return readRows(this.#em, Entry, { workspace, id: { $in: [...ids] } });
  }

  /** One row more than the page, newest first, out of the given workspaces. */
  page(workspaces: readonly string[], filter: EntryFilter, { first, after }: Page): Promise<EntryRow[]> {
    const { from, to, ...equal } = filter;
    const given = Object.fromEntries(
      Object.entries(equal).filter(([, value]) => value !== undefined && value !== null),
    );
    return readRows(
      this.#em,
      Entry,
      {
        workspace: { $in: [...workspaces] },
        ...given,
        ...(after === null ? {} : { id: { $lt: after } }),
        ...(from || to ? { at: { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) } } : {}),
      },
      { orderBy: { id: 'desc' }, limit: first + 1 },
    );
  }

  /** The newest entries of each target, at most `most` of each, newest first, in one statement. */
  newestOf(workspace: string, targets: readonly string[], most: number): Promise<EntryRow[]> {
    return queryRows(
      this.#em,
      Entry,
      `select newest.* from jsonb_array_elements_text(?::jsonb) as asked (target) cross join lateral (
         select * from audit.entries
         where workspace = ? and target = asked.target order by id desc limit ?
       ) newest order by newest.id desc`,
      [JSON.stringify(targets), workspace, most],
    );
  }
}
