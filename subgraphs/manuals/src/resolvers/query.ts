import { isId } from '@manuel/service';
import { callerOf, connectionOf, pageOf, sliceOf } from '@manuel/subgraph';
import { checkFilter } from '../rules/filter.ts';
import { checkSearch } from '../rules/search.ts';
import type { QueryResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  manual: (_parent, { id }, { loaders }) => (isId(id) ? loaders.manualById.load(id) : null),
  async manuals(_parent, { first, after, filter }, context) {
    const { workspace } = callerOf(context);
    const page = pageOf({ first, after: after ?? null });
    const wanted = checkFilter(filter ?? {});
    const [rows, totalCount] = await Promise.all([
      context.manuals.page(workspace, wanted, page),
      context.manuals.count(workspace, wanted),
    ]);
    return { ...connectionOf(sliceOf(rows, page), page), totalCount };
  },
  searchPassages: (_parent, args, context) =>
    context.services.library.search({ workspace: callerOf(context).workspace, ...checkSearch(args) }),
};
