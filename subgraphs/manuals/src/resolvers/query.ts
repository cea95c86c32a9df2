import { isId } from '@manuel/service';
import { byId, callerOf, connectionOf, pageOf } from '@manuel/subgraph';
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
  searchPassages: (_parent, args, context) =>
    context.services.library.search(
      { workspace: callerOf(context).workspace, ...checkSearch(args) },
      context.signal,
    ),
  deadLetters: () => ({}),
};
