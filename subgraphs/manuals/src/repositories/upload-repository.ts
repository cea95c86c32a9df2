import { readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Upload, type UploadRow } from '../entities/upload.ts';

export type { UploadRow } from '../entities/upload.ts';

/** Uploads that no manual has been made of yet. */
export class UploadRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(upload: UploadRow): Promise<void> {
    await this.#em.createQueryBuilder(Upload).insert(upload).execute();
  }

  /** For the file route, whose signed ticket stands for the caller: not within one workspace. */
  async byId(id: string): Promise<UploadRow | null> {
    return (await readRows(this.#em, Upload, { id }))[0] ?? null;
  }

  async markStored(id: string): Promise<boolean> {
    return (
      (await this.#em.createQueryBuilder(Upload).update({ state: 'STORED' }).where({ id }).execute())
        .affectedRows === 1
    );
  }

  /** Takes the upload out, so that only one transaction makes a manual of it. @returns whether it was there */
  async take(workspace: string, id: string): Promise<boolean> {
    return (await this.#em.nativeDelete(Upload, { workspace, id })) === 1;
  }

  /** Forgets uploads that nobody used in time. @returns how many */
  removeExpired(before: Date): Promise<number> {
    return this.#em.nativeDelete(Upload, { expiresAt: { $lt: before } });
  }

  /** Which of a workspace's files, by SHA-256, a manual, a replacement or an upload still needs. */
  async needed(workspace: string, digests: readonly string[]): Promise<Set<string>> {
    const rows = await this.#em.execute<{ sha256: string }[]>(
      `select sha256 from manuals.manuals where workspace = ? and sha256 in (?)
       union select sha256 from manuals.replacements where workspace = ? and sha256 in (?)
       union select sha256 from manuals.uploads where workspace = ? and sha256 in (?)`,
      [1, 2, 3].flatMap(() => [workspace, [...digests]]),
    );
    return new Set(rows.map(({ sha256 }) => sha256));
  }
}
