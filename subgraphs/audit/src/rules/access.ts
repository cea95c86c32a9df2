import { anyone, onlyServices, type RuleTable, withRole } from '@manuel/subgraph';

/** Who may read or call what; a field that is not covered here is denied. */
export const access: RuleTable = {
  Query: {
    _entities: anyone,
    _service: anyone,
    auditEntries: withRole('auditor'),
  },
  Mutation: {
    recordEntries: onlyServices('gateway', 'manuals', 'queries', 'usage'),
  },
  AuditEntry: withRole('auditor'),
  AuditEntryConnection: withRole('auditor'),
  AuditEntryEdge: withRole('auditor'),
  PageInfo: anyone,
  Manual: { id: anyone, auditTrail: withRole('auditor') },
  User: anyone,
};
