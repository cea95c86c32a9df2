/*
 * Types of the usage subgraph's resolvers, made from schema/usage.graphql by `npm run generate`.
 * Edit the schema, not this file.
 */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserParent } from './resolvers/user.ts';
import type { QuestionParent } from './resolvers/question.ts';
import type { LettersParent } from '@manuel/subgraph';
import type { UsageContext } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
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
  /** The caller. */
  readonly me: User;
  /** What was given up and waits for an admin to decide. */
  readonly deadLetters: Maybe<DeadLetters>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** For the queries subgraph alone: takes one question from the user's quota, once per chargeId. */
  readonly takeQuota: TakeQuotaResult;
  /** For the queries subgraph alone: makes a taken question final with its cost, or gives it back; any number of times. */
  readonly settleQuota: Scalars['Boolean']['output'];
  /** Sends dead letters to their queues again, 1 to 100 at a time; one that is no letter any more is told, not sent. */
  readonly redriveUsageDeadLetters: RedriveDeadLettersResult;
  /** Removes dead letters for good, 1 to 100 at a time. */
  readonly discardUsageDeadLetters: DiscardDeadLettersResult;
};

export type MutationTakeQuotaArgs = {
  input: TakeQuotaInput;
};

export type MutationSettleQuotaArgs = {
  input: SettleQuotaInput;
};

export type MutationRedriveUsageDeadLettersArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type MutationDiscardUsageDeadLettersArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type TakeQuotaInput = {
  /** The question's id: the same id again takes nothing more. */
  readonly chargeId: Scalars['ID']['input'];
  readonly userId: Scalars['ID']['input'];
};

export type SettleQuotaInput = {
  readonly chargeId: Scalars['ID']['input'];
  readonly userId: Scalars['ID']['input'];
  readonly outcome: ChargeOutcome;
  /** Time spent on searching and answering, in milliseconds. */
  readonly computeMilliseconds: Scalars['Float']['input'];
  /** Money paid to others, in US dollars. */
  readonly amountUsd: Scalars['Float']['input'];
};

export type ChargeOutcome =
  | 'KEEP'
  | 'RETURN';

export type TakeQuotaResult = QuotaTaken | QuotaRefused;

export type QuotaTaken = {
  readonly __typename?: 'QuotaTaken';
  readonly remainingToday: Scalars['Int']['output'];
};

export type QuotaRefused = {
  readonly __typename?: 'QuotaRefused';
  /** today or month */
  readonly period: Scalars['String']['output'];
  readonly limit: Scalars['Int']['output'];
  readonly resetsAt: Scalars['DateTime']['output'];
};

/** Somebody who asks; named by the subject of their token. */
export type User = {
  readonly __typename?: 'User';
  readonly id: Scalars['ID']['output'];
  /** The caller's own; anybody's in the workspace for auditors and admins. */
  readonly usage: Maybe<Usage>;
};

export type Usage = {
  readonly __typename?: 'Usage';
  readonly today: QuotaPeriod;
  readonly month: QuotaPeriod;
};

/** Questions in one period, counted in UTC. */
export type QuotaPeriod = {
  readonly __typename?: 'QuotaPeriod';
  readonly used: Scalars['Int']['output'];
  readonly limit: Scalars['Int']['output'];
  readonly remaining: Scalars['Int']['output'];
  readonly resetsAt: Scalars['DateTime']['output'];
};

export type Question = {
  readonly __typename?: 'Question';
  readonly id: Scalars['ID']['output'];
  /** Null until it is settled, a moment after the answer. */
  readonly cost: Maybe<Cost>;
};

/** What one question cost. */
export type Cost = {
  readonly __typename?: 'Cost';
  /** Questions charged to the quota: 1, or 0 when it was given back. */
  readonly questions: Scalars['Int']['output'];
  /** Time spent on searching and answering, in milliseconds. */
  readonly computeMilliseconds: Scalars['Float']['output'];
  /** Money paid to others, in US dollars; 0 for the engine in the box. */
  readonly amountUsd: Scalars['Float']['output'];
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor: Maybe<Scalars['String']['output']>;
  readonly endCursor: Maybe<Scalars['String']['output']>;
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
  /** Where it was wrong, such as ids. */
  readonly path: Scalars['String']['output'];
};

/** What was given up, by the subgraph that keeps it; for admins. Each part is null when its subgraph is away. */
export type DeadLetters = {
  readonly __typename?: 'DeadLetters';
  /** Newest first. `first` is 1 to 100; `ids` are at most 100 that alone are wanted. */
  readonly usage: Maybe<DeadLetterConnection>;
};

/** What was given up, by the subgraph that keeps it; for admins. Each part is null when its subgraph is away. */
export type DeadLettersUsageArgs = {
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
  User: User;
  Question: Question;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  Question:
    ( { __typename: 'Question' }
    & GraphQLRecursivePick<FederationTypes['Question'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  TakeQuotaResult:
    | ( QuotaTaken & { __typename: 'QuotaTaken' } )
    | ( QuotaRefused & { __typename: 'QuotaRefused' } )
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
  Problem: ( InvalidInput );
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  TakeQuotaInput: TakeQuotaInput;
  SettleQuotaInput: SettleQuotaInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ChargeOutcome: ChargeOutcome;
  TakeQuotaResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['TakeQuotaResult']>;
  QuotaTaken: ResolverTypeWrapper<QuotaTaken>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  QuotaRefused: ResolverTypeWrapper<QuotaRefused>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  User: ResolverTypeWrapper<UserParent>;
  Usage: ResolverTypeWrapper<Usage>;
  QuotaPeriod: ResolverTypeWrapper<QuotaPeriod>;
  Question: ResolverTypeWrapper<QuestionParent>;
  Cost: ResolverTypeWrapper<Cost>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
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
  Mutation: Record<PropertyKey, never>;
  Boolean: Scalars['Boolean']['output'];
  ID: Scalars['ID']['output'];
  TakeQuotaInput: TakeQuotaInput;
  SettleQuotaInput: SettleQuotaInput;
  Float: Scalars['Float']['output'];
  TakeQuotaResult: ResolversUnionTypes<ResolversParentTypes>['TakeQuotaResult'];
  QuotaTaken: QuotaTaken;
  Int: Scalars['Int']['output'];
  QuotaRefused: QuotaRefused;
  String: Scalars['String']['output'];
  User: UserParent;
  Usage: Usage;
  QuotaPeriod: QuotaPeriod;
  Question: QuestionParent;
  Cost: Cost;
  PageInfo: PageInfo;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  InvalidInput: InvalidInput;
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

export type QueryResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  deadLetters?: Resolver<Maybe<ResolversTypes['DeadLetters']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  takeQuota?: Resolver<ResolversTypes['TakeQuotaResult'], ParentType, ContextType, RequireFields<MutationTakeQuotaArgs, 'input'>>;
  settleQuota?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSettleQuotaArgs, 'input'>>;
  redriveUsageDeadLetters?: Resolver<ResolversTypes['RedriveDeadLettersResult'], ParentType, ContextType, RequireFields<MutationRedriveUsageDeadLettersArgs, 'ids'>>;
  discardUsageDeadLetters?: Resolver<ResolversTypes['DiscardDeadLettersResult'], ParentType, ContextType, RequireFields<MutationDiscardUsageDeadLettersArgs, 'ids'>>;
};

export type TakeQuotaResultResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['TakeQuotaResult'] = ResolversParentTypes['TakeQuotaResult']> = {
  __resolveType: TypeResolveFn<'QuotaTaken' | 'QuotaRefused', ParentType, ContextType>;
};

export type QuotaTakenResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['QuotaTaken'] = ResolversParentTypes['QuotaTaken']> = {
  remainingToday?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuotaRefusedResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['QuotaRefused'] = ResolversParentTypes['QuotaRefused']> = {
  period?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  usage?: Resolver<Maybe<ResolversTypes['Usage']>, ParentType, ContextType>;
};

export type UsageResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['Usage'] = ResolversParentTypes['Usage']> = {
  today?: Resolver<ResolversTypes['QuotaPeriod'], ParentType, ContextType>;
  month?: Resolver<ResolversTypes['QuotaPeriod'], ParentType, ContextType>;
};

export type QuotaPeriodResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['QuotaPeriod'] = ResolversParentTypes['QuotaPeriod']> = {
  used?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resetsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type QuestionResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['Question'] = ResolversParentTypes['Question'], FederationReferenceType extends FederationReferenceTypes['Question'] = FederationReferenceTypes['Question']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Question']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['Cost']>, ParentType, ContextType>;
};

export type CostResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['Cost'] = ResolversParentTypes['Cost']> = {
  questions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  computeMilliseconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  amountUsd?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'InvalidInput', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeadLettersResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['DeadLetters'] = ResolversParentTypes['DeadLetters']> = {
  usage?: Resolver<Maybe<ResolversTypes['DeadLetterConnection']>, ParentType, ContextType, RequireFields<DeadLettersUsageArgs, 'first'>>;
};

export type DeadLetterConnectionResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['DeadLetterConnection'] = ResolversParentTypes['DeadLetterConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeadLetterEdgeResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['DeadLetterEdge'] = ResolversParentTypes['DeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType>;
};

export type DeadLetterResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['DeadLetter'] = ResolversParentTypes['DeadLetter']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  queue?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  diedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DeadLettersRedrivenResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['DeadLettersRedriven'] = ResolversParentTypes['DeadLettersRedriven']> = {
  ids?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  unknown?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeadLettersDiscardedResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['DeadLettersDiscarded'] = ResolversParentTypes['DeadLettersDiscarded']> = {
  ids?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  unknown?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RedriveDeadLettersResultResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['RedriveDeadLettersResult'] = ResolversParentTypes['RedriveDeadLettersResult']> = {
  __resolveType: TypeResolveFn<'DeadLettersRedriven' | 'InvalidInput', ParentType, ContextType>;
};

export type DiscardDeadLettersResultResolvers<ContextType = UsageContext, ParentType extends ResolversParentTypes['DiscardDeadLettersResult'] = ResolversParentTypes['DiscardDeadLettersResult']> = {
  __resolveType: TypeResolveFn<'DeadLettersDiscarded' | 'InvalidInput', ParentType, ContextType>;
};

export type Resolvers<ContextType = UsageContext> = {
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  TakeQuotaResult?: TakeQuotaResultResolvers<ContextType>;
  QuotaTaken?: QuotaTakenResolvers<ContextType>;
  QuotaRefused?: QuotaRefusedResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Usage?: UsageResolvers<ContextType>;
  QuotaPeriod?: QuotaPeriodResolvers<ContextType>;
  Question?: QuestionResolvers<ContextType>;
  Cost?: CostResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  DeadLetters?: DeadLettersResolvers<ContextType>;
  DeadLetterConnection?: DeadLetterConnectionResolvers<ContextType>;
  DeadLetterEdge?: DeadLetterEdgeResolvers<ContextType>;
  DeadLetter?: DeadLetterResolvers<ContextType>;
  DeadLettersRedriven?: DeadLettersRedrivenResolvers<ContextType>;
  DeadLettersDiscarded?: DeadLettersDiscardedResolvers<ContextType>;
  RedriveDeadLettersResult?: RedriveDeadLettersResultResolvers<ContextType>;
  DiscardDeadLettersResult?: DiscardDeadLettersResultResolvers<ContextType>;
};
