import { isId } from '@manuel/service';
import { byId, callerOf, connectionOf, pageOf } from '@manuel/subgraph';
import { foundWhole } from '../found-whole.ts';
import { checkFilter } from '../rules/filter.ts';
import { checkSearch } from '../rules/search.ts';
import type { QueryResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  manual: (_parent, { id }, { loaders }) => (isId(id) ? loaders.manualById.load(id) : null),
  async manuals(_parent, { first, after, filter }, context) {
    const { workspace } = callerOf(context);
    const page = pageOf(byId, { first, after: after ?? null });
    const wanted = checkFilter(filter ?? {});
    const rows = await context.manuals.page(workspace, wanted, page);
    for (const row of rows) context.loaders.manualById.prime(row.id, row);
    return { ...connectionOf(byId, rows, page), workspace, wanted };
  },
  searchPassages(_parent, args, context) {
    const wanted = { workspace: callerOf(context).workspace, ...checkSearch(args) };
    const search = () => context.services.library.search(wanted, context.signal);
    return foundWhole(search, context.loaders.passageById);
  },
  deadLetters: () => ({}),
};
