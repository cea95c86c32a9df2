import { readRows } from '@manuel/database';
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
  page(workspaces: readonly string[], filter: EntryFilter, { first, afterId }: Page): Promise<EntryRow[]> {
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
        ...(afterId === null ? {} : { id: { $lt: afterId } }),
        ...(from || to ? { at: { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) } } : {}),
      },
      { orderBy: { id: 'desc' }, limit: first + 1 },
    );
  }

  /** The newest entries of each target, at most `most` of each, newest first, in one statement. */
  async newestOf(workspace: string, targets: readonly string[], most: number): Promise<EntryRow[]> {
    const ids = await this.#em.execute<{ id: string }[]>(
      `select id from (
         select id, row_number() over (partition by target order by id desc) as place
         from audit.entries where workspace = ? and target in (?)
       ) ranked where place <= ?`,
      [workspace, [...targets], most],
    );
    const rows = await this.byIds(
      workspace,
      ids.map(({ id }) => id),
    );
    return rows.sort((a, b) => (a.id < b.id ? 1 : -1));
  }
}
