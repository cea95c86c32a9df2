import type { UnitOfWork } from '@manuel/database';
import { Manual, type ManualReader } from '@manuel/manuals/reading';

/** How long MikroORM's result cache keeps a result, in milliseconds: longer than the bench runs. */
const KEPT_MS = 3_600_000;

/**
 * Reads manuals as MikroORM's guide says, as entities.
 * @param cached through its result cache, as it comes: in the process's memory, by the query
 */
export function entityReader(em: UnitOfWork, cached: boolean): ManualReader {
  return {
    async byIds(workspace, ids) {
      const where = { workspace, id: { $in: [...ids] } };
      const manuals = await em.find(Manual, where, cached ? { cache: KEPT_MS } : {});
      // MikroORM types nullable columns as optional too; a row that was read has all of its columns.
      return manuals as Awaited<ReturnType<ManualReader['byIds']>>;
    },
  };
}

/** Reads a manual through MikroORM's dataloader, which batches references but knows no workspace. */
export function dataloaderReader(em: UnitOfWork): (id: string) => Promise<unknown> {
  return (id) => em.getReference(Manual, id, { wrapped: true }).load({ dataloader: true });
}
