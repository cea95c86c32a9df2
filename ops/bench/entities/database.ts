import { readRows, type UnitOfWork } from '@manuel/database';
import { Manual, type ManualReader } from '@manuel/manuals/reading';

/** How long MikroORM's result cache keeps a result, in milliseconds: longer than the bench runs. */
const KEPT_MS = 3_600_000;

/** Reads manuals through MikroORM's result cache, as it comes: in the process's memory, by the query. */
export function resultCacheReader(em: UnitOfWork): ManualReader {
  return {
    byIds: (workspace, ids) => readRows(em, Manual, { workspace, id: { $in: [...ids] } }, { cache: KEPT_MS }),
  };
}

/** Reads a manual through MikroORM's dataloader, which batches references but knows no workspace. */
export function dataloaderReader(em: UnitOfWork): (id: string) => Promise<unknown> {
  return (id) => em.getReference(Manual, id, { wrapped: true }).load({ dataloader: true });
}
