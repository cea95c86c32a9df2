import { readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Replacement, type ReplacementRow } from '../entities/replacement.ts';

export type { ReplacementRow } from '../entities/replacement.ts';

/** Files that wait to take the place of manuals' own, at most one a manual; whoever writes has locked the manual. */
export class ReplacementRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async ofManual(manualId: string): Promise<ReplacementRow | null> {
    const [row] = await readRows(this.#em, Replacement, { manualId });
    // `mapToPk` gives the id where the inferred type has the entity.
    return (row as unknown as ReplacementRow | undefined) ?? null;
  }

  async add(replacement: ReplacementRow): Promise<void> {
    await this.#em.createQueryBuilder(Replacement).insert(replacement).execute();
  }

  /** What is null stays. */
  async describe(
    manualId: string,
    { title, language }: Pick<ReplacementRow, 'title' | 'language'>,
  ): Promise<void> {
    const said = { ...(title === null ? {} : { title }), ...(language === null ? {} : { language }) };
    if (Object.keys(said).length === 0) return;
    await this.#em.createQueryBuilder(Replacement).update(said).where({ manualId }).execute();
  }

  async remove(manualId: string): Promise<void> {
    await this.#em.nativeDelete(Replacement, { manualId });
  }
}
