import { DateTime } from '@manuel/subgraph';
import type { Resolvers } from '../schema.generated.ts';
import { DeadLetters } from './dead-letters.ts';
import { IngestionJob } from './ingestion-job.ts';
import { Manual } from './manual.ts';
import { ManualConnection } from './manual-connection.ts';
import { Mutation } from './mutation.ts';
import { Passage, PassageHit } from './passage.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = {
  DateTime,
  DeadLetters,
  IngestionJob,
  Manual,
  ManualConnection,
  Mutation,
  Passage,
  PassageHit,
  Query,
};
