import { DateTime } from '@manuel/subgraph';
import type { Resolvers } from '../schema.generated.ts';
import { AuditEntry } from './audit-entry.ts';
import { Manual } from './manual.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = { AuditEntry, DateTime, Manual, Mutation, Query };
