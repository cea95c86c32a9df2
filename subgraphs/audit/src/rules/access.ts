import { anyone, onlyServices, type RuleTable, withScope } from '@manuel/subgraph';

/** Who may read or call what; a field that is not covered here is denied. */
export const access: RuleTable = {
  Query: {
    _entities: anyone,
    _service: anyone,
    auditEntries: withScope('audit:read'),
  },
  Mutation: {
    recordEntries: onlyServices('gateway', 'manuals', 'queries', 'usage'),
  },
  AuditEntry: withScope('audit:read'),
  AuditEntryConnection: withScope('audit:read'),
  AuditEntryEdge: withScope('audit:read'),
  PageInfo: anyone,
  Manual: { id: anyone, auditTrail: withScope('audit:read') },
  User: anyone,
};
