import { DateTime } from '@manuel/subgraph';
import type { Resolvers } from '../schema.generated.ts';
import { DeadLetters } from './dead-letters.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { Question } from './question.ts';
import { User } from './user.ts';

export const resolvers: Resolvers = { DateTime, DeadLetters, Mutation, Query, Question, User };
