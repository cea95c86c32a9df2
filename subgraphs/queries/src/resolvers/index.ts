import { DateTime } from '@manuel/subgraph';
import type { Resolvers } from '../schema.generated.ts';
import { Citation } from './citation.ts';
import { DeadLetters } from './dead-letters.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { Question } from './question.ts';

export const resolvers: Resolvers = { Citation, DateTime, DeadLetters, Mutation, Query, Question };
