import type { EntityManager } from '@mikro-orm/postgresql';
import { Embedding, type EmbeddingRow } from '../entities/embedding.ts';

export type { EmbeddingRow } from '../entities/embedding.ts';

/** By which model vectors were made, and which one read the words. */
export type VectorKind = Pick<EmbeddingRow, 'model' | 'wordModel'>;

/** Rows of one insert: with vectors of some kilobytes each, about a megabyte. */
const INSERT_ROWS = 200;

/** The vectors of contents; every read is within one workspace. */
export class EmbeddingRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** The vectors of those contents that have some of this kind, by the contents' ids. */
  async ofContents(
    workspace: string,
    contentIds: readonly string[],
    { model, wordModel }: VectorKind,
  ): Promise<Map<string, Uint8Array>> {
    const rows = await this.#em.execute<{ content_id: string; vectors: Buffer }[]>(
      `select content_id, vectors from manuals.embeddings
       where workspace = ? and model = ? and word_model = ? and content_id = any (?::uuid[])`,
      [workspace, model, wordModel, `{${contentIds.join(',')}}`],
    );
    return new Map(rows.map(({ content_id, vectors }) => [content_id, vectors]));
  }

  /** The kinds of which all of these contents have vectors. */
  kindsOf(workspace: string, contentIds: readonly string[]): Promise<VectorKind[]> {
    return this.#em.execute<VectorKind[]>(
      `select model, word_model as "wordModel" from manuals.embeddings where workspace = ? and content_id = any (?::uuid[])
       group by model, word_model having count(*) = ? order by model, word_model`,
      [workspace, `{${contentIds.join(',')}}`, contentIds.length],
    );
  }

  /** Adds what is not there yet; the contents must be. */
  async add(workspace: string, kind: VectorKind, vectors: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const rows = Array.from(vectors, ([contentId, bytes]) => ({
      ...{ contentId, workspace, model: kind.model, wordModel: kind.wordModel, vectors: Buffer.from(bytes) },
    }));
    for (let start = 0; start < rows.length; start += INSERT_ROWS) {
      const insert = this.#em.createQueryBuilder(Embedding).insert(rows.slice(start, start + INSERT_ROWS));
      await insert.onConflict(['contentId', 'model', 'wordModel']).ignore().execute();
    }
  }

  /** Removes what these contents have of any other kind. */
  async removeOthers(
    workspace: string,
    contentIds: readonly string[],
    { model, wordModel }: VectorKind,
  ): Promise<void> {
    await this.#em.execute(
      `delete from manuals.embeddings
       where workspace = ? and content_id = any (?::uuid[]) and (model, word_model) <> (?, ?)`,
      [workspace, `{${contentIds.join(',')}}`, model, wordModel],
    );
  }
}
