import { queryRows } from '@manuel/database';
import type { Page } from '@manuel/subgraph';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Passage, type PassageRow } from '../entities/passage.ts';
import { ContentRepository, contentIdOf } from './content-repository.ts';

export type { PassageRow } from '../entities/passage.ts';

/** Rows of one insert: 12 values each stay well below Postgres's 65,535. */
const INSERT_ROWS = 1_000;

/** Reads passages by id; `cachedPassages` makes the same with a cache before it. */
export interface PassageReader {
  byIds(workspace: string, ids: readonly string[]): Promise<PassageRow[]>;
}

/** Where a passage stands: in which manual, and there the how manieth from 0. */
export type PassagePlace = Pick<PassageRow, 'manualId' | 'ordinal'>;

/** Passages with what they say; a condition on `passage` follows. */
const PASSAGES = `
  select passage.id, passage.manual_id, passage.workspace, passage.ordinal, passage.page, passage.page_label,
    passage.section_first_page, passage.section_last_page, coalesce(content.heading, passage.heading) as heading,
    coalesce(content.path, passage.path) as path, coalesce(content.text, passage.text) as text
  from manuals.passages passage left join manuals.contents content on content.id = passage.content_id`;

/** Passages of manuals; every read is within one workspace. */
export class PassageRepository implements PassageReader {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  byIds(workspace: string, ids: readonly string[]): Promise<PassageRow[]> {
    return this.#read(`${PASSAGES} where passage.workspace = ? and passage.id = any (?::uuid[])`, [
      workspace,
      arrayOf(ids),
    ]);
  }

  /** The passages at these places, with one statement; where there is none, no row. */
  byPlaces(workspace: string, places: readonly PassagePlace[]): Promise<PassageRow[]> {
    return this.#read(
      `${PASSAGES}
         join unnest(?::uuid[], ?::int[]) as asked (manual_id, ordinal)
           on asked.manual_id = passage.manual_id and asked.ordinal = passage.ordinal
       where passage.workspace = ?`,
      [
        arrayOf(places.map(({ manualId }) => manualId)),
        arrayOf(places.map(({ ordinal }) => ordinal)),
        workspace,
      ],
    );
  }

  /** All passages of a manual in reading order. */
  ofManual(workspace: string, manualId: string): Promise<PassageRow[]> {
    return this.#read(
      `${PASSAGES} where passage.workspace = ? and passage.manual_id = ? order by passage.ordinal`,
      [workspace, manualId],
    );
  }

  /** Of each manual one row more than the page, in reading order, with one statement. */
  pages(
    workspace: string,
    manualIds: readonly string[],
    { first, after }: Page<number>,
  ): Promise<PassageRow[]> {
    return this.#read(
      `select page.* from unnest(?::uuid[]) as asked (manual_id) cross join lateral (
         ${PASSAGES}
         where passage.manual_id = asked.manual_id and passage.workspace = ? and passage.ordinal > ?
         order by passage.ordinal limit ?
       ) page order by page.manual_id, page.ordinal`,
      [arrayOf(manualIds), workspace, after ?? -1, first + 1],
    );
  }

  /** Makes these the manual's passages, whatever was there; what nothing says any more is removed. */
  async replace(workspace: string, manualId: string, passages: readonly PassageRow[]): Promise<void> {
    const contents = new ContentRepository(this.#em);
    await contents.lock(workspace);
    await contents.add(passages);
    const before = await this.#delete(workspace, manualId);
    for (let start = 0; start < passages.length; start += INSERT_ROWS) {
      const rows = passages.slice(start, start + INSERT_ROWS).map((passage) => ({
        ...passage,
        ...{ contentId: contentIdOf(passage), heading: null, path: [], text: '' },
      }));
      await this.#em.createQueryBuilder(Passage).insert(rows).execute();
    }
    await contents.removeUnsaid(workspace, before);
  }

  /** Removes a manual's passages, and what nothing says any more. */
  async remove(workspace: string, manualId: string): Promise<void> {
    const contents = new ContentRepository(this.#em);
    await contents.lock(workspace);
    await contents.removeUnsaid(workspace, await this.#delete(workspace, manualId));
  }

  /** @returns the contents that they had, as ids */
  async #delete(workspace: string, manualId: string): Promise<string[]> {
    const rows = await this.#em.execute<{ content_id: string | null }[]>(
      'delete from manuals.passages where workspace = ? and manual_id = ? returning content_id',
      [workspace, manualId],
    );
    return [...new Set(rows.flatMap(({ content_id }) => content_id ?? []))];
  }

  #read(sql: string, values: readonly unknown[]): Promise<PassageRow[]> {
    // `PASSAGES` selects the columns of a row; the entity's inferred type has the manual where they have its id.
    return queryRows(this.#em, Passage, sql, values) as Promise<unknown> as Promise<PassageRow[]>;
  }
}

/** As Postgres writes an array of what needs no quotes. */
function arrayOf(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}
