import { callerOf, connectionOf, pageOf, sliceOf } from '@manuel/subgraph';
import { visibleWorkspaces } from '../rules/visibility.ts';
import type { QueryResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  async auditEntries(_parent, { first, after, filter }, context) {
    const page = pageOf({ first, after: after ?? null });
    const rows = await context.entries.page(visibleWorkspaces(callerOf(context)), filter ?? {}, page);
    return connectionOf(sliceOf(rows, page), page);
  },
};
