import { queryRows, type RowOf, readRows } from '@manuel/database';
import type { Page } from '@manuel/subgraph';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Passage, type PassageEntity, type PassageRow } from '../entities/passage.ts';

export type { PassageRow } from '../entities/passage.ts';

/** Rows of one insert: 11 values each stay well below Postgres's 65,535. */
const INSERT_ROWS = 1_000;

/** Reads passages by id; `cachedPassages` makes the same with a cache before it. */
export interface PassageReader {
  byIds(workspace: string, ids: readonly string[]): Promise<PassageRow[]>;
}

/** Where a passage stands: in which manual, and there the how manieth from 0. */
export type PassagePlace = Pick<PassageRow, 'manualId' | 'ordinal'>;

/** Passages of manuals; every read is within one workspace. */
export class PassageRepository implements PassageReader {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async byIds(workspace: string, ids: readonly string[]): Promise<PassageRow[]> {
    return (await readRows(this.#em, Passage, { workspace, id: { $in: [...ids] } })).map(pointing);
  }

  /** The passages at these places, with one statement; where there is none, no row. */
  async byPlaces(workspace: string, places: readonly PassagePlace[]): Promise<PassageRow[]> {
    const rows = await queryRows(
      this.#em,
      Passage,
      `select passage.* from unnest(?::uuid[], ?::int[]) as asked (manual_id, ordinal)
         join manuals.passages passage using (manual_id, ordinal)
       where passage.workspace = ?`,
      [
        `{${places.map(({ manualId }) => manualId).join(',')}}`,
        `{${places.map(({ ordinal }) => ordinal).join(',')}}`,
        workspace,
      ],
    );
    return rows.map(pointing);
  }

  /** All passages of manuals, each one's in reading order. */
  async ofManuals(workspace: string, manualIds: readonly string[]): Promise<PassageRow[]> {
    const where = { workspace, manualId: { $in: [...manualIds] } };
    const rows = await readRows(this.#em, Passage, where, { orderBy: { ordinal: 'asc' } });
    return rows.map(pointing);
  }

  /** Of each manual one row more than the page, in reading order, with one statement. */
  async pages(
    workspace: string,
    manualIds: readonly string[],
    { first, after }: Page<number>,
  ): Promise<PassageRow[]> {
    const rows = await queryRows(
      this.#em,
      Passage,
      `select page.* from unnest(?::uuid[]) as asked (manual_id) cross join lateral (
         select * from manuals.passages
         where manual_id = asked.manual_id and workspace = ? and ordinal > ?
         order by ordinal limit ?
       ) page order by page.manual_id, page.ordinal`,
      [`{${manualIds.join(',')}}`, workspace, after ?? -1, first + 1],
    );
    return rows.map(pointing);
  }

  /** Makes these the manual's passages, whatever was there. */
  async replace(manualId: string, passages: readonly PassageRow[]): Promise<void> {
    await this.#em.nativeDelete(Passage, { manualId });
    for (let start = 0; start < passages.length; start += INSERT_ROWS) {
      await this.#em
        .createQueryBuilder(Passage)
        .insert(passages.slice(start, start + INSERT_ROWS))
        .execute();
    }
  }
}

function pointing(row: RowOf<PassageEntity>): PassageRow {
  // `mapToPk` gives the id where the inferred type has the entity.
  return row as unknown as PassageRow;
}
