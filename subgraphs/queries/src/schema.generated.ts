/*
 * Types of the queries subgraph's resolvers, made from schema/queries.graphql by `npm run generate`.
 * Edit the schema, not this file.
 */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { QuestionRow, CitationRow } from './repositories/question-repository.ts';
import type { LettersParent } from '@manuel/subgraph';
import type { QueriesContext } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC, written as ISO 8601, for example 2026-11-20T08:15:00.000Z. */
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: string; output: string; }
};

export type Query = {
  readonly __typename?: 'Query';
  /** One question: the caller's own, or any of the workspace for auditors and admins; else null. */
  readonly question: Maybe<Question>;
  /** The caller's questions, newest first. `first` is 1 to 100. */
  readonly questions: QuestionConnection;
  /** What was given up and waits for an admin to decide. */
  readonly deadLetters: Maybe<DeadLetters>;
};

export type QueryQuestionArgs = {
  id: Scalars['ID']['input'];
};

export type QueryQuestionsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Answers a question from the workspace's manuals and charges one question to the caller's quota. */
  readonly ask: AskResult;
  /** Sends dead letters to their queues again, 1 to 100 at a time; one that is no letter any more is told, not sent. */
  readonly redriveQueriesDeadLetters: RedriveDeadLettersResult;
  /** Removes dead letters for good, 1 to 100 at a time. */
  readonly discardQueriesDeadLetters: DiscardDeadLettersResult;
};

export type MutationAskArgs = {
  input: AskInput;
};

export type MutationRedriveQueriesDeadLettersArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type MutationDiscardQueriesDeadLettersArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type AskInput = {
  /** The question, 1 to 2,000 characters. */
  readonly text: Scalars['String']['input'];
  /** Ask only these manuals. */
  readonly manualIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Ask only manuals of this product. */
  readonly product?: InputMaybe<Scalars['String']['input']>;
  /** Up to 100 characters chosen by the client: the same key again gives the first question, charged once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type AskResult = Question | InvalidInput | QuotaExceeded;

export type Question = {
  readonly __typename?: 'Question';
  readonly id: Scalars['ID']['output'];
  readonly text: Scalars['String']['output'];
  readonly askedAt: Scalars['DateTime']['output'];
  readonly askedBy: User;
  /** Null only while it is being answered, or when answering failed. */
  readonly answer: Maybe<Answer>;
};

/** What the manuals say, with its sources. */
export type Answer = {
  readonly __typename?: 'Answer';
  /** The answer, or an honest sentence when `found` is false. [1] refers to the first citation. */
  readonly text: Scalars['String']['output'];
  /** False when the manuals do not support an answer. */
  readonly found: Scalars['Boolean']['output'];
  /** 0 to 1: how sure the search was that what it found answers the question. */
  readonly confidence: Scalars['Float']['output'];
  readonly citations: ReadonlyArray<Citation>;
  /** Which engine answered, such as extractive-2. */
  readonly engine: Scalars['String']['output'];
};

/** Where an answer stands. */
export type Citation = {
  readonly __typename?: 'Citation';
  /** Null when its manual has been removed since. */
  readonly passage: Maybe<Passage>;
  /** The physical page, from 1; null for formats without pages. */
  readonly page: Maybe<Scalars['Int']['output']>;
  /** The words of the manual. */
  readonly quote: Scalars['String']['output'];
};

export type QuestionConnection = {
  readonly __typename?: 'QuestionConnection';
  readonly edges: ReadonlyArray<QuestionEdge>;
  readonly pageInfo: PageInfo;
};

export type QuestionEdge = {
  readonly __typename?: 'QuestionEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Question;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor: Maybe<Scalars['String']['output']>;
  readonly endCursor: Maybe<Scalars['String']['output']>;
};

export type Passage = {
  readonly __typename?: 'Passage';
  readonly id: Scalars['ID']['output'];
};

export type User = {
  readonly __typename?: 'User';
  readonly id: Scalars['ID']['output'];
};

/** An expected failure, given as data. */
export type Problem = {
  /** Stable and for programs, such as INVALID_INPUT. */
  readonly code: Scalars['String']['output'];
  /** For people: what was wrong and what would be right. */
  readonly message: Scalars['String']['output'];
};

export type InvalidInput = Problem & {
  readonly __typename?: 'InvalidInput';
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  /** Where it was wrong, such as input.text. */
  readonly path: Scalars['String']['output'];
};

export type QuotaExceeded = Problem & {
  readonly __typename?: 'QuotaExceeded';
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  readonly limit: Scalars['Int']['output'];
  /** When questions can be asked again. */
  readonly resetsAt: Scalars['DateTime']['output'];
};

/** What was given up, by the subgraph that keeps it; for admins. Each part is null when its subgraph is away. */
export type DeadLetters = {
  readonly __typename?: 'DeadLetters';
  /** Newest first. `first` is 1 to 100; `ids` are at most 100 that alone are wanted. */
  readonly queries: Maybe<DeadLetterConnection>;
};

/** What was given up, by the subgraph that keeps it; for admins. Each part is null when its subgraph is away. */
export type DeadLettersQueriesArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

export type DeadLetterConnection = {
  readonly __typename?: 'DeadLetterConnection';
  readonly edges: ReadonlyArray<DeadLetterEdge>;
  readonly pageInfo: PageInfo;
};

export type DeadLetterEdge = {
  readonly __typename?: 'DeadLetterEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: DeadLetter;
};

/** A job, or a message to another subgraph, that was given up. */
export type DeadLetter = {
  readonly __typename?: 'DeadLetter';
  readonly id: Scalars['ID']['output'];
  /** The queue that it was in, such as ingest, or audit for messages to the audit subgraph. */
  readonly queue: Scalars['String']['output'];
  /** What it holds, as JSON. */
  readonly data: Scalars['String']['output'];
  /** Why it was given up: what the last try broke at, or the other side's code and sentence. */
  readonly reason: Scalars['String']['output'];
  readonly tries: Scalars['Int']['output'];
  readonly sentAt: Scalars['DateTime']['output'];
  readonly diedAt: Scalars['DateTime']['output'];
};

export type DeadLettersRedriven = {
  readonly __typename?: 'DeadLettersRedriven';
  /** Those that wait in their queues again. */
  readonly ids: ReadonlyArray<Scalars['ID']['output']>;
  /** Those that are no letters of this subgraph, or not any more. */
  readonly unknown: ReadonlyArray<Scalars['ID']['output']>;
};

export type DeadLettersDiscarded = {
  readonly __typename?: 'DeadLettersDiscarded';
  readonly ids: ReadonlyArray<Scalars['ID']['output']>;
  /** Those that are no letters of this subgraph, or not any more. */
  readonly unknown: ReadonlyArray<Scalars['ID']['output']>;
};

export type RedriveDeadLettersResult = DeadLettersRedriven | InvalidInput;

export type DiscardDeadLettersResult = DeadLettersDiscarded | InvalidInput;

export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

/** Mapping of federation types */
export type FederationTypes = {
  Question: Question;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Question:
    ( { __typename: 'Question' }
    & GraphQLRecursivePick<FederationTypes['Question'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  AskResult:
    | ( QuestionRow & { __typename: 'Question' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( QuotaExceeded & { __typename: 'QuotaExceeded' } )
  ;
  RedriveDeadLettersResult:
    | ( DeadLettersRedriven & { __typename: 'DeadLettersRedriven' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
  ;
  DiscardDeadLettersResult:
    | ( DeadLettersDiscarded & { __typename: 'DeadLettersDiscarded' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput )
    | ( QuotaExceeded )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  AskInput: AskInput;
  AskResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AskResult']>;
  Question: ResolverTypeWrapper<QuestionRow>;
  Answer: ResolverTypeWrapper<Omit<Answer, 'citations'> & { citations: ReadonlyArray<ResolversTypes['Citation']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Citation: ResolverTypeWrapper<CitationRow>;
  QuestionConnection: ResolverTypeWrapper<Omit<QuestionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['QuestionEdge']> }>;
  QuestionEdge: ResolverTypeWrapper<Omit<QuestionEdge, 'node'> & { node: ResolversTypes['Question'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Passage: ResolverTypeWrapper<Passage>;
  User: ResolverTypeWrapper<User>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  QuotaExceeded: ResolverTypeWrapper<QuotaExceeded>;
  DeadLetters: ResolverTypeWrapper<LettersParent>;
  DeadLetterConnection: ResolverTypeWrapper<DeadLetterConnection>;
  DeadLetterEdge: ResolverTypeWrapper<DeadLetterEdge>;
  DeadLetter: ResolverTypeWrapper<DeadLetter>;
  DeadLettersRedriven: ResolverTypeWrapper<DeadLettersRedriven>;
  DeadLettersDiscarded: ResolverTypeWrapper<DeadLettersDiscarded>;
  RedriveDeadLettersResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RedriveDeadLettersResult']>;
  DiscardDeadLettersResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DiscardDeadLettersResult']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  AskInput: AskInput;
  AskResult: ResolversUnionTypes<ResolversParentTypes>['AskResult'];
  Question: QuestionRow;
  Answer: Omit<Answer, 'citations'> & { citations: ReadonlyArray<ResolversParentTypes['Citation']> };
  Boolean: Scalars['Boolean']['output'];
  Float: Scalars['Float']['output'];
  Citation: CitationRow;
  QuestionConnection: Omit<QuestionConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['QuestionEdge']> };
  QuestionEdge: Omit<QuestionEdge, 'node'> & { node: ResolversParentTypes['Question'] };
  PageInfo: PageInfo;
  Passage: Passage;
  User: User;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  InvalidInput: InvalidInput;
  QuotaExceeded: QuotaExceeded;
  DeadLetters: LettersParent;
  DeadLetterConnection: DeadLetterConnection;
  DeadLetterEdge: DeadLetterEdge;
  DeadLetter: DeadLetter;
  DeadLettersRedriven: DeadLettersRedriven;
  DeadLettersDiscarded: DeadLettersDiscarded;
  RedriveDeadLettersResult: ResolversUnionTypes<ResolversParentTypes>['RedriveDeadLettersResult'];
  DiscardDeadLettersResult: ResolversUnionTypes<ResolversParentTypes>['DiscardDeadLettersResult'];
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  question?: Resolver<Maybe<ResolversTypes['Question']>, ParentType, ContextType, RequireFields<QueryQuestionArgs, 'id'>>;
  questions?: Resolver<ResolversTypes['QuestionConnection'], ParentType, ContextType, RequireFields<QueryQuestionsArgs, 'first'>>;
  deadLetters?: Resolver<Maybe<ResolversTypes['DeadLetters']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  ask?: Resolver<ResolversTypes['AskResult'], ParentType, ContextType, RequireFields<MutationAskArgs, 'input'>>;
  redriveQueriesDeadLetters?: Resolver<ResolversTypes['RedriveDeadLettersResult'], ParentType, ContextType, RequireFields<MutationRedriveQueriesDeadLettersArgs, 'ids'>>;
  discardQueriesDeadLetters?: Resolver<ResolversTypes['DiscardDeadLettersResult'], ParentType, ContextType, RequireFields<MutationDiscardQueriesDeadLettersArgs, 'ids'>>;
};

export type AskResultResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['AskResult'] = ResolversParentTypes['AskResult']> = {
  __resolveType: TypeResolveFn<'Question' | 'InvalidInput' | 'QuotaExceeded', ParentType, ContextType>;
};

export type QuestionResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['Question'] = ResolversParentTypes['Question'], FederationReferenceType extends FederationReferenceTypes['Question'] = FederationReferenceTypes['Question']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Question']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  askedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  askedBy?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  answer?: Resolver<Maybe<ResolversTypes['Answer']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AnswerResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['Answer'] = ResolversParentTypes['Answer']> = {
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  found?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  citations?: Resolver<ReadonlyArray<ResolversTypes['Citation']>, ParentType, ContextType>;
  engine?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CitationResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['Citation'] = ResolversParentTypes['Citation']> = {
  passage?: Resolver<Maybe<ResolversTypes['Passage']>, ParentType, ContextType>;
  page?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  quote?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QuestionConnectionResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['QuestionConnection'] = ResolversParentTypes['QuestionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['QuestionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type QuestionEdgeResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['QuestionEdge'] = ResolversParentTypes['QuestionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Question'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PassageResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['Passage'] = ResolversParentTypes['Passage']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'InvalidInput' | 'QuotaExceeded', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuotaExceededResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['QuotaExceeded'] = ResolversParentTypes['QuotaExceeded']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeadLettersResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['DeadLetters'] = ResolversParentTypes['DeadLetters']> = {
  queries?: Resolver<Maybe<ResolversTypes['DeadLetterConnection']>, ParentType, ContextType, RequireFields<DeadLettersQueriesArgs, 'first'>>;
};

export type DeadLetterConnectionResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['DeadLetterConnection'] = ResolversParentTypes['DeadLetterConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeadLetterEdgeResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['DeadLetterEdge'] = ResolversParentTypes['DeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType>;
};

export type DeadLetterResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['DeadLetter'] = ResolversParentTypes['DeadLetter']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  queue?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  diedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DeadLettersRedrivenResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['DeadLettersRedriven'] = ResolversParentTypes['DeadLettersRedriven']> = {
  ids?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  unknown?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeadLettersDiscardedResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['DeadLettersDiscarded'] = ResolversParentTypes['DeadLettersDiscarded']> = {
  ids?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  unknown?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RedriveDeadLettersResultResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['RedriveDeadLettersResult'] = ResolversParentTypes['RedriveDeadLettersResult']> = {
  __resolveType: TypeResolveFn<'DeadLettersRedriven' | 'InvalidInput', ParentType, ContextType>;
};

export type DiscardDeadLettersResultResolvers<ContextType = QueriesContext, ParentType extends ResolversParentTypes['DiscardDeadLettersResult'] = ResolversParentTypes['DiscardDeadLettersResult']> = {
  __resolveType: TypeResolveFn<'DeadLettersDiscarded' | 'InvalidInput', ParentType, ContextType>;
};

export type Resolvers<ContextType = QueriesContext> = {
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  AskResult?: AskResultResolvers<ContextType>;
  Question?: QuestionResolvers<ContextType>;
  Answer?: AnswerResolvers<ContextType>;
  Citation?: CitationResolvers<ContextType>;
  QuestionConnection?: QuestionConnectionResolvers<ContextType>;
  QuestionEdge?: QuestionEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Passage?: PassageResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  QuotaExceeded?: QuotaExceededResolvers<ContextType>;
  DeadLetters?: DeadLettersResolvers<ContextType>;
  DeadLetterConnection?: DeadLetterConnectionResolvers<ContextType>;
  DeadLetterEdge?: DeadLetterEdgeResolvers<ContextType>;
  DeadLetter?: DeadLetterResolvers<ContextType>;
  DeadLettersRedriven?: DeadLettersRedrivenResolvers<ContextType>;
  DeadLettersDiscarded?: DeadLettersDiscardedResolvers<ContextType>;
  RedriveDeadLettersResult?: RedriveDeadLettersResultResolvers<ContextType>;
  DiscardDeadLettersResult?: DiscardDeadLettersResultResolvers<ContextType>;
};
