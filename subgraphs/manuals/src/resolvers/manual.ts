import { NotFound } from '@manuel/service';
import { connectionOf, pageOf } from '@manuel/subgraph';
import { byOrdinal } from '../rules/order.ts';
import type { ManualResolvers } from '../schema.generated.ts';

export const Manual: ManualResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.manualById.load(id),
  addedBy: ({ addedBy }) => ({ id: addedBy }),
  async ingestion({ id }, _args, { loaders }) {
    const ingestion = await loaders.ingestionByManual.load(id);
    if (ingestion === null) throw new NotFound(`The manual ${id} was removed at this moment.`);
    return ingestion;
  },
  async passages({ id }, args, { loaders }) {
    const page = pageOf(byOrdinal, { first: args.first, after: args.after ?? null });
    return connectionOf(byOrdinal, await loaders.passagesByManual.load({ parentId: id, page }), page);
  },
};
