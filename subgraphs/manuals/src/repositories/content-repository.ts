import { idFor } from '@manuel/service';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Content, type ContentRow } from '../entities/content.ts';

/** Rows of one insert: 5 values each stay well below Postgres's 65,535. */
const INSERT_ROWS = 1_000;

/** What a passage says. */
export type Said = Omit<ContentRow, 'id'>;

/** The id of what a passage says: equal in one workspace for all that say the same, and nowhere else. */
export function contentIdOf({ workspace, heading, path, text }: Said): string {
  return idFor(workspace, JSON.stringify([heading, path, text]));
}

/** What the passages of a workspace say, each content once. */
export class ContentRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /**
   * Has other transactions that add or remove contents of the workspace wait until this one ends: otherwise one could
   * remove what the other has just found there.
   */
  async lock(workspace: string): Promise<void> {
    await this.#em.execute("select pg_advisory_xact_lock(hashtextextended('manuals.contents ' || ?, 0))", [
      workspace,
    ]);
  }

  /** Adds what is not there yet. */
  async add(said: readonly Said[]): Promise<void> {
    const rows = new Map(
      said.map(({ workspace, heading, path, text }) => {
        const id = contentIdOf({ workspace, heading, path, text });
        return [id, { id, workspace, heading, path, text }];
      }),
    );
    const all = [...rows.values()];
    for (let start = 0; start < all.length; start += INSERT_ROWS) {
      const insert = this.#em.createQueryBuilder(Content).insert(all.slice(start, start + INSERT_ROWS));
      await insert.onConflict('id').ignore().execute();
    }
  }

  /** Removes those of these contents, with their embeddings, that no passage says any more. */
  async removeUnsaid(workspace: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#em.execute(
      `delete from manuals.contents content
       where workspace = ? and id = any (?::uuid[])
         and not exists (select from manuals.passages where content_id = content.id)`,
      [workspace, `{${ids.join(',')}}`],
    );
  }
}
