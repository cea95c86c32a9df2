import { byId, callerOf, connectionOf, pageOf } from '@manuel/subgraph';
import { visibleWorkspaces } from '../rules/visibility.ts';
import type { QueryResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  async auditEntries(_parent, { first, after, filter }, context) {
    const page = pageOf(byId, { first, after: after ?? null });
    const rows = await context.entries.page(visibleWorkspaces(callerOf(context)), filter ?? {}, page);
    return connectionOf(byId, rows, page);
  },
};
