import type { AuditEntryResolvers } from '../schema.generated.ts';

export const AuditEntry: AuditEntryResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.entryById.load(id),
  actor: ({ actorId }) => (actorId === null ? null : { id: actorId }),
};
