import type { Connection } from '@manuel/subgraph';
import type { ManualCriteria, ManualRow } from '../repositories/manual-repository.ts';
import type { ManualConnectionResolvers } from '../schema.generated.ts';

/** A page of a workspace's manuals, and which of them were wanted. */
export interface ManualPage extends Connection<ManualRow> {
  readonly workspace: string;
  readonly wanted: ManualCriteria;
}

export const ManualConnection: ManualConnectionResolvers = {
  totalCount: ({ workspace, wanted }, _args, { manuals }) => manuals.count(workspace, wanted),
};
