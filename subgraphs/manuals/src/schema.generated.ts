/*
 * Types of the manuals subgraph's resolvers, made from schema/manuals.graphql by `npm run generate`.
 * Edit the schema, not this file.
 */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ManualRow } from './repositories/manual-repository.ts';
import type { ManualPage } from './resolvers/manual-connection.ts';
import type { PassageRow } from './repositories/passage-repository.ts';
import type { IngestionRow } from './repositories/ingestion-repository.ts';
import type { FoundPassage } from './search/search-segments.ts';
import type { LettersParent } from '@manuel/subgraph';
import type { ManualsContext } from './context.ts';
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
  /** One manual of the caller's workspace; null when it does not exist there. */
  readonly manual: Maybe<Manual>;
  /** The workspace's manuals, newest first. `first` is 1 to 100. */
  readonly manuals: ManualConnection;
  /**
   * The passages that speak of `text`, best first. `first` is 1 to 50.
   * Searches all READY manuals of the workspace, or only `manualIds`, or only those of `product`.
   */
  readonly searchPassages: ReadonlyArray<PassageHit>;
  /** What was given up and waits for an admin to decide. */
  readonly deadLetters: Maybe<DeadLetters>;
};

export type QueryManualArgs = {
  id: Scalars['ID']['input'];
};

export type QueryManualsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ManualFilter>;
};

export type QuerySearchPassagesArgs = {
  text: Scalars['String']['input'];
  manualIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  product?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['Int']['input'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Asks for a place to PUT a file to. Nothing is stored until the bytes have arrived whole. */
  readonly requestUpload: RequestUploadResult;
  /** Makes a manual of an uploaded file and queues its ingestion; the same bytes again give the first manual. */
  readonly addManual: AddManualResult;
  /**
   * Gives a manual a new file: it keeps its id, and is searched as it was until the new file has been read. If that
   * fails, it stays as it was and `ingestion.failure` says why. Of several new files, the one that came last is taken.
   */
  readonly replaceManual: ReplaceManualResult;
  /**
   * Reads a manual's file once more, for example when a fault has been mended; it is searched as it was until then. What
   * waits to be read or is read just now is left to that.
   */
  readonly reingestManual: ReingestManualResult;
  /** Removes a manual, its passages and its file. */
  readonly removeManual: RemoveManualResult;
  /** Sends dead letters to their queues again, 1 to 100 at a time; one that is no letter any more is told, not sent. */
  readonly redriveManualsDeadLetters: RedriveDeadLettersResult;
  /** Removes dead letters for good, 1 to 100 at a time. */
  readonly discardManualsDeadLetters: DiscardDeadLettersResult;
};

export type MutationRequestUploadArgs = {
  input: RequestUploadInput;
};

export type MutationAddManualArgs = {
  input: AddManualInput;
};

export type MutationReplaceManualArgs = {
  input: ReplaceManualInput;
};

export type MutationReingestManualArgs = {
  id: Scalars['ID']['input'];
};

export type MutationRemoveManualArgs = {
  id: Scalars['ID']['input'];
};

export type MutationRedriveManualsDeadLettersArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type MutationDiscardManualsDeadLettersArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type RequestUploadInput = {
  /** The file's name with its ending, such as drill.pdf; 1 to 255 characters, no path. */
  readonly fileName: Scalars['String']['input'];
  /** How many bytes will be sent; at least 1. */
  readonly byteSize: Scalars['Int']['input'];
  /** The SHA-256 of the bytes, 64 hexadecimal digits. */
  readonly sha256: Scalars['String']['input'];
};

export type AddManualInput = {
  /** The uploadId of an UploadTicket whose file has been PUT. */
  readonly uploadId: Scalars['ID']['input'];
  /** Defaults to the file's name without its ending. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The product that the manual belongs to; questions can be limited to it. */
  readonly product?: InputMaybe<Scalars['String']['input']>;
  /** BCP 47 language tag of the text, such as en or de-CH; left out, the text itself tells it. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
};

export type ReplaceManualInput = {
  /** The manual that gets a new file. */
  readonly id: Scalars['ID']['input'];
  /** The uploadId of an UploadTicket whose file has been PUT. */
  readonly uploadId: Scalars['ID']['input'];
  /** Takes the place of the title together with the file; without it the title stays. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** BCP 47 language tag of the new text, und where the text is to tell it; without it the language stays. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
};

export type ManualFilter = {
  readonly status?: InputMaybe<ManualStatus>;
  readonly product?: InputMaybe<Scalars['String']['input']>;
  /** Part of the title, in any case. */
  readonly titleContains?: InputMaybe<Scalars['String']['input']>;
};

export type ManualStatus =
  /** Waits for its ingestion. */
  | 'QUEUED'
  /** Its text is being read. */
  | 'INGESTING'
  /** Can be searched. */
  | 'READY'
  /** Could not be read, and has nothing to search; `ingestion.failure` says why. */
  | 'FAILED';

/** A product manual: one file of one workspace. */
export type Manual = {
  readonly __typename?: 'Manual';
  readonly id: Scalars['ID']['output'];
  readonly title: Scalars['String']['output'];
  readonly product: Maybe<Scalars['String']['output']>;
  /** BCP 47 language tag; und where nobody said it and the file has not been read yet. */
  readonly language: Scalars['String']['output'];
  readonly fileName: Scalars['String']['output'];
  /** IANA media type, decided by the bytes. */
  readonly mediaType: Scalars['String']['output'];
  readonly byteSize: Scalars['Int']['output'];
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: Scalars['String']['output'];
  /** Null until the file has been read, and for formats without pages. */
  readonly pageCount: Maybe<Scalars['Int']['output']>;
  /** The physical pages that are pictures and could not be read, such as scans; empty when all could. */
  readonly pagesWithoutText: ReadonlyArray<Scalars['Int']['output']>;
  readonly status: ManualStatus;
  readonly addedAt: Scalars['DateTime']['output'];
  readonly addedBy: User;
  /** The reading that was asked for last; a READY manual can be searched while it goes on. */
  readonly ingestion: IngestionJob;
  /** The manual's passages in reading order. `first` is 1 to 100. */
  readonly passages: PassageConnection;
};

/** A product manual: one file of one workspace. */
export type ManualPassagesArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type IngestionStatus =
  | 'QUEUED'
  | 'RUNNING'
  | 'DONE'
  | 'FAILED';

export type IngestionStep =
  /** The file is read and cut into passages. */
  | 'READING'
  /** The passages are made comparable by meaning. */
  | 'EMBEDDING'
  /** What was found takes the place of what was there. */
  | 'STORING';

/** The work of turning a file into passages. */
export type IngestionJob = {
  readonly __typename?: 'IngestionJob';
  readonly id: Scalars['ID']['output'];
  readonly status: IngestionStatus;
  /** What is done just now; null while nothing is. */
  readonly step: Maybe<IngestionStep>;
  /** 0 at the start, 1 when done, over all steps. */
  readonly progress: Scalars['Float']['output'];
  /** 1 for the first try; 0 while it waits for it. */
  readonly attempt: Scalars['Int']['output'];
  /** When the first try began; null while it waits for it. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** Null until it has ended. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  readonly failure: Maybe<IngestionFailure>;
};

/** Why a file could not be read. */
export type IngestionFailure = {
  readonly __typename?: 'IngestionFailure';
  /**
   * Of the file: PDF_ENCRYPTED, PDF_WITHOUT_TEXT, PDF_WITHOUT_PAGES, FILE_PROTECTED, FILE_UNREADABLE, FILE_WITHOUT_TEXT.
   * Of what reading it takes: TOO_MANY_PAGES, TOO_MUCH_TEXT, READING_TOO_LONG, FILE_TOO_COMPLEX.
   * Else: FILE_MISSING, FILE_TAKEN, INGESTION_FAILED.
   */
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
};

/** A stretch of a manual's text that never crosses a page. */
export type Passage = {
  readonly __typename?: 'Passage';
  readonly id: Scalars['ID']['output'];
  readonly manual: Manual;
  /** The physical page, from 1; null for formats without pages. */
  readonly page: Maybe<Scalars['Int']['output']>;
  /** What the manual prints as the page's number, such as iv or 3-12; null where that is `page`, or not known. */
  readonly pageLabel: Maybe<Scalars['String']['output']>;
  /** The heading it stands under. */
  readonly heading: Maybe<Scalars['String']['output']>;
  /** The titles above it, the outermost first. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
  /** The pages of the section that it belongs to; null for formats without pages. */
  readonly sectionPages: Maybe<PageSpan>;
  readonly text: Scalars['String']['output'];
  /** The passage before it in reading order; null for the first. */
  readonly previous: Maybe<Passage>;
  /** The passage after it in reading order; null for the last. */
  readonly next: Maybe<Passage>;
};

/** Physical pages, from 1; both are part of it. */
export type PageSpan = {
  readonly __typename?: 'PageSpan';
  readonly first: Scalars['Int']['output'];
  readonly last: Scalars['Int']['output'];
};

/** A passage found by a search, and why. */
export type PassageHit = {
  readonly __typename?: 'PassageHit';
  readonly passage: Passage;
  /** About 0 to 1, higher is better: what `why` tells, weighted. Comparable only within one search. */
  readonly score: Scalars['Float']['output'];
  /** 0 to 1: how much of what the question asks for occurs in the passage, rare words counting more. */
  readonly coverage: Scalars['Float']['output'];
  /**
   * 0 to 1: how sure it is that the passages of this search answer the question; the same for all of them. From
   * `why.threshold` on, a question is taken as answered.
   */
  readonly confidence: Scalars['Float']['output'];
  readonly why: HitReasons;
  /** Passages that say the same elsewhere, best first. */
  readonly same: ReadonlyArray<Passage>;
};

/** What the parts of a search say of a passage. */
export type HitReasons = {
  readonly __typename?: 'HitReasons';
  /** Whether the question names the passage's manual, by words of its title or product; that counts for it. */
  readonly namesManual: Scalars['Boolean']['output'];
  /** 0 to 1: BM25, as a share of the highest that there can be. */
  readonly keywords: Scalars['Float']['output'];
  /** -1 to 1: the cosine of the passage's vector with the question's; null where there is none. */
  readonly meaning: Maybe<Scalars['Float']['output']>;
  /** Each of the question's words, but stop words, with what is nearest to it in the passage; empty where no model reads words. */
  readonly words: ReadonlyArray<WordMatch>;
  /** The question's terms that occur in the passage: stems, names, codes. */
  readonly matchedTerms: ReadonlyArray<Scalars['String']['output']>;
  /** Those that do not. */
  readonly missingTerms: ReadonlyArray<Scalars['String']['output']>;
  /** The confidence that is enough to answer with. */
  readonly threshold: Scalars['Float']['output'];
};

export type WordMatch = {
  readonly __typename?: 'WordMatch';
  readonly word: Scalars['String']['output'];
  /** 0 to about 1: the cosine with the nearest word of the passage, each where it stands. */
  readonly similarity: Scalars['Float']['output'];
};

export type ManualConnection = {
  readonly __typename?: 'ManualConnection';
  readonly edges: ReadonlyArray<ManualEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type ManualEdge = {
  readonly __typename?: 'ManualEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Manual;
};

export type PassageConnection = {
  readonly __typename?: 'PassageConnection';
  readonly edges: ReadonlyArray<PassageEdge>;
  readonly pageInfo: PageInfo;
};

export type PassageEdge = {
  readonly __typename?: 'PassageEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Passage;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor: Maybe<Scalars['String']['output']>;
  readonly endCursor: Maybe<Scalars['String']['output']>;
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
  /** Where it was wrong, such as input.sha256. */
  readonly path: Scalars['String']['output'];
};

export type NotFound = Problem & {
  readonly __typename?: 'NotFound';
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
};

export type RequestUploadResult = UploadTicket | InvalidInput;

export type AddManualResult = ManualAdded | InvalidInput | NotFound;

export type ReplaceManualResult = ManualReplaced | InvalidInput | NotFound;

export type ReingestManualResult = ManualReingested | InvalidInput | NotFound;

export type RemoveManualResult = ManualRemoved | NotFound;

/** A place to send one file to: `method` the bytes to `url` with `headers` before `expiresAt`. */
export type UploadTicket = {
  readonly __typename?: 'UploadTicket';
  readonly uploadId: Scalars['ID']['output'];
  /** Relative to the gateway's origin when it starts with a slash. */
  readonly url: Scalars['String']['output'];
  readonly method: Scalars['String']['output'];
  readonly headers: ReadonlyArray<UploadHeader>;
  readonly expiresAt: Scalars['DateTime']['output'];
};

export type UploadHeader = {
  readonly __typename?: 'UploadHeader';
  readonly name: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

export type ManualAdded = {
  readonly __typename?: 'ManualAdded';
  readonly manual: Manual;
  /** True when the workspace had these bytes already: `manual` is the first one. */
  readonly deduplicated: Scalars['Boolean']['output'];
};

export type ManualReplaced = {
  readonly __typename?: 'ManualReplaced';
  /** As it is until the new file has been read. */
  readonly manual: Manual;
  /** True when it has this file already, or is about to: nothing more is read, and a title is taken. */
  readonly deduplicated: Scalars['Boolean']['output'];
};

export type ManualReingested = {
  readonly __typename?: 'ManualReingested';
  readonly manual: Manual;
};

export type ManualRemoved = {
  readonly __typename?: 'ManualRemoved';
  readonly id: Scalars['ID']['output'];
};

/** What was given up, by the subgraph that keeps it; for admins. Each part is null when its subgraph is away. */
export type DeadLetters = {
  readonly __typename?: 'DeadLetters';
  /** Newest first. `first` is 1 to 100; `ids` are at most 100 that alone are wanted. */
  readonly manuals: Maybe<DeadLetterConnection>;
};

/** What was given up, by the subgraph that keeps it; for admins. Each part is null when its subgraph is away. */
export type DeadLettersManualsArgs = {
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
  Manual: Manual;
  IngestionJob: IngestionJob;
  Passage: Passage;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Manual:
    ( { __typename: 'Manual' }
    & GraphQLRecursivePick<FederationTypes['Manual'], {"id":true}> );
  IngestionJob:
    ( { __typename: 'IngestionJob' }
    & GraphQLRecursivePick<FederationTypes['IngestionJob'], {"id":true}> );
  Passage:
    ( { __typename: 'Passage' }
    & GraphQLRecursivePick<FederationTypes['Passage'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  RequestUploadResult:
    | ( UploadTicket & { __typename: 'UploadTicket' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
  ;
  AddManualResult:
    | ( Omit<ManualAdded, 'manual'> & { manual: _RefType['Manual'] } & { __typename: 'ManualAdded' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
  ;
  ReplaceManualResult:
    | ( Omit<ManualReplaced, 'manual'> & { manual: _RefType['Manual'] } & { __typename: 'ManualReplaced' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
  ;
  ReingestManualResult:
    | ( Omit<ManualReingested, 'manual'> & { manual: _RefType['Manual'] } & { __typename: 'ManualReingested' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
  ;
  RemoveManualResult:
    | ( ManualRemoved & { __typename: 'ManualRemoved' } )
    | ( NotFound & { __typename: 'NotFound' } )
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
    | ( NotFound )
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
  RequestUploadInput: RequestUploadInput;
  AddManualInput: AddManualInput;
  ReplaceManualInput: ReplaceManualInput;
  ManualFilter: ManualFilter;
  ManualStatus: ManualStatus;
  Manual: ResolverTypeWrapper<ManualRow>;
  IngestionStatus: IngestionStatus;
  IngestionStep: IngestionStep;
  IngestionJob: ResolverTypeWrapper<IngestionRow>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  IngestionFailure: ResolverTypeWrapper<IngestionFailure>;
  Passage: ResolverTypeWrapper<PassageRow>;
  PageSpan: ResolverTypeWrapper<PageSpan>;
  PassageHit: ResolverTypeWrapper<FoundPassage>;
  HitReasons: ResolverTypeWrapper<HitReasons>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  WordMatch: ResolverTypeWrapper<WordMatch>;
  ManualConnection: ResolverTypeWrapper<ManualPage>;
  ManualEdge: ResolverTypeWrapper<Omit<ManualEdge, 'node'> & { node: ResolversTypes['Manual'] }>;
  PassageConnection: ResolverTypeWrapper<Omit<PassageConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PassageEdge']> }>;
  PassageEdge: ResolverTypeWrapper<Omit<PassageEdge, 'node'> & { node: ResolversTypes['Passage'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  User: ResolverTypeWrapper<User>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  NotFound: ResolverTypeWrapper<NotFound>;
  RequestUploadResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RequestUploadResult']>;
  AddManualResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AddManualResult']>;
  ReplaceManualResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ReplaceManualResult']>;
  ReingestManualResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ReingestManualResult']>;
  RemoveManualResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RemoveManualResult']>;
  UploadTicket: ResolverTypeWrapper<UploadTicket>;
  UploadHeader: ResolverTypeWrapper<UploadHeader>;
  ManualAdded: ResolverTypeWrapper<Omit<ManualAdded, 'manual'> & { manual: ResolversTypes['Manual'] }>;
  ManualReplaced: ResolverTypeWrapper<Omit<ManualReplaced, 'manual'> & { manual: ResolversTypes['Manual'] }>;
  ManualReingested: ResolverTypeWrapper<Omit<ManualReingested, 'manual'> & { manual: ResolversTypes['Manual'] }>;
  ManualRemoved: ResolverTypeWrapper<ManualRemoved>;
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
  RequestUploadInput: RequestUploadInput;
  AddManualInput: AddManualInput;
  ReplaceManualInput: ReplaceManualInput;
  ManualFilter: ManualFilter;
  Manual: ManualRow;
  IngestionJob: IngestionRow;
  Float: Scalars['Float']['output'];
  IngestionFailure: IngestionFailure;
  Passage: PassageRow;
  PageSpan: PageSpan;
  PassageHit: FoundPassage;
  HitReasons: HitReasons;
  Boolean: Scalars['Boolean']['output'];
  WordMatch: WordMatch;
  ManualConnection: ManualPage;
  ManualEdge: Omit<ManualEdge, 'node'> & { node: ResolversParentTypes['Manual'] };
  PassageConnection: Omit<PassageConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['PassageEdge']> };
  PassageEdge: Omit<PassageEdge, 'node'> & { node: ResolversParentTypes['Passage'] };
  PageInfo: PageInfo;
  User: User;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  InvalidInput: InvalidInput;
  NotFound: NotFound;
  RequestUploadResult: ResolversUnionTypes<ResolversParentTypes>['RequestUploadResult'];
  AddManualResult: ResolversUnionTypes<ResolversParentTypes>['AddManualResult'];
  ReplaceManualResult: ResolversUnionTypes<ResolversParentTypes>['ReplaceManualResult'];
  ReingestManualResult: ResolversUnionTypes<ResolversParentTypes>['ReingestManualResult'];
  RemoveManualResult: ResolversUnionTypes<ResolversParentTypes>['RemoveManualResult'];
  UploadTicket: UploadTicket;
  UploadHeader: UploadHeader;
  ManualAdded: Omit<ManualAdded, 'manual'> & { manual: ResolversParentTypes['Manual'] };
  ManualReplaced: Omit<ManualReplaced, 'manual'> & { manual: ResolversParentTypes['Manual'] };
  ManualReingested: Omit<ManualReingested, 'manual'> & { manual: ResolversParentTypes['Manual'] };
  ManualRemoved: ManualRemoved;
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

export type QueryResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  manual?: Resolver<Maybe<ResolversTypes['Manual']>, ParentType, ContextType, RequireFields<QueryManualArgs, 'id'>>;
  manuals?: Resolver<ResolversTypes['ManualConnection'], ParentType, ContextType, RequireFields<QueryManualsArgs, 'first'>>;
  searchPassages?: Resolver<ReadonlyArray<ResolversTypes['PassageHit']>, ParentType, ContextType, RequireFields<QuerySearchPassagesArgs, 'text' | 'first'>>;
  deadLetters?: Resolver<Maybe<ResolversTypes['DeadLetters']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  requestUpload?: Resolver<ResolversTypes['RequestUploadResult'], ParentType, ContextType, RequireFields<MutationRequestUploadArgs, 'input'>>;
  addManual?: Resolver<ResolversTypes['AddManualResult'], ParentType, ContextType, RequireFields<MutationAddManualArgs, 'input'>>;
  replaceManual?: Resolver<ResolversTypes['ReplaceManualResult'], ParentType, ContextType, RequireFields<MutationReplaceManualArgs, 'input'>>;
  reingestManual?: Resolver<ResolversTypes['ReingestManualResult'], ParentType, ContextType, RequireFields<MutationReingestManualArgs, 'id'>>;
  removeManual?: Resolver<ResolversTypes['RemoveManualResult'], ParentType, ContextType, RequireFields<MutationRemoveManualArgs, 'id'>>;
  redriveManualsDeadLetters?: Resolver<ResolversTypes['RedriveDeadLettersResult'], ParentType, ContextType, RequireFields<MutationRedriveManualsDeadLettersArgs, 'ids'>>;
  discardManualsDeadLetters?: Resolver<ResolversTypes['DiscardDeadLettersResult'], ParentType, ContextType, RequireFields<MutationDiscardManualsDeadLettersArgs, 'ids'>>;
};

export type ManualResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['Manual'] = ResolversParentTypes['Manual'], FederationReferenceType extends FederationReferenceTypes['Manual'] = FederationReferenceTypes['Manual']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Manual']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mediaType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  byteSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pageCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pagesWithoutText?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ManualStatus'], ParentType, ContextType>;
  addedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  addedBy?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  ingestion?: Resolver<ResolversTypes['IngestionJob'], ParentType, ContextType>;
  passages?: Resolver<ResolversTypes['PassageConnection'], ParentType, ContextType, RequireFields<ManualPassagesArgs, 'first'>>;
};

export type IngestionJobResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['IngestionJob'] = ResolversParentTypes['IngestionJob'], FederationReferenceType extends FederationReferenceTypes['IngestionJob'] = FederationReferenceTypes['IngestionJob']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['IngestionJob']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['IngestionStatus'], ParentType, ContextType>;
  step?: Resolver<Maybe<ResolversTypes['IngestionStep']>, ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['IngestionFailure']>, ParentType, ContextType>;
};

export type IngestionFailureResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['IngestionFailure'] = ResolversParentTypes['IngestionFailure']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PassageResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['Passage'] = ResolversParentTypes['Passage'], FederationReferenceType extends FederationReferenceTypes['Passage'] = FederationReferenceTypes['Passage']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Passage']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  manual?: Resolver<ResolversTypes['Manual'], ParentType, ContextType>;
  page?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pageLabel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  heading?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  sectionPages?: Resolver<Maybe<ResolversTypes['PageSpan']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  previous?: Resolver<Maybe<ResolversTypes['Passage']>, ParentType, ContextType>;
  next?: Resolver<Maybe<ResolversTypes['Passage']>, ParentType, ContextType>;
};

export type PageSpanResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['PageSpan'] = ResolversParentTypes['PageSpan']> = {
  first?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  last?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PassageHitResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['PassageHit'] = ResolversParentTypes['PassageHit']> = {
  passage?: Resolver<ResolversTypes['Passage'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  why?: Resolver<ResolversTypes['HitReasons'], ParentType, ContextType>;
  same?: Resolver<ReadonlyArray<ResolversTypes['Passage']>, ParentType, ContextType>;
};

export type HitReasonsResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['HitReasons'] = ResolversParentTypes['HitReasons']> = {
  namesManual?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  keywords?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  meaning?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  words?: Resolver<ReadonlyArray<ResolversTypes['WordMatch']>, ParentType, ContextType>;
  matchedTerms?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  missingTerms?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  threshold?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type WordMatchResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['WordMatch'] = ResolversParentTypes['WordMatch']> = {
  word?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  similarity?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ManualConnectionResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ManualConnection'] = ResolversParentTypes['ManualConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ManualEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ManualEdgeResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ManualEdge'] = ResolversParentTypes['ManualEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Manual'], ParentType, ContextType>;
};

export type PassageConnectionResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['PassageConnection'] = ResolversParentTypes['PassageConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PassageEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PassageEdgeResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['PassageEdge'] = ResolversParentTypes['PassageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Passage'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'InvalidInput' | 'NotFound', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotFoundResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RequestUploadResultResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['RequestUploadResult'] = ResolversParentTypes['RequestUploadResult']> = {
  __resolveType: TypeResolveFn<'UploadTicket' | 'InvalidInput', ParentType, ContextType>;
};

export type AddManualResultResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['AddManualResult'] = ResolversParentTypes['AddManualResult']> = {
  __resolveType: TypeResolveFn<'ManualAdded' | 'InvalidInput' | 'NotFound', ParentType, ContextType>;
};

export type ReplaceManualResultResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ReplaceManualResult'] = ResolversParentTypes['ReplaceManualResult']> = {
  __resolveType: TypeResolveFn<'ManualReplaced' | 'InvalidInput' | 'NotFound', ParentType, ContextType>;
};

export type ReingestManualResultResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ReingestManualResult'] = ResolversParentTypes['ReingestManualResult']> = {
  __resolveType: TypeResolveFn<'ManualReingested' | 'InvalidInput' | 'NotFound', ParentType, ContextType>;
};

export type RemoveManualResultResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['RemoveManualResult'] = ResolversParentTypes['RemoveManualResult']> = {
  __resolveType: TypeResolveFn<'ManualRemoved' | 'NotFound', ParentType, ContextType>;
};

export type UploadTicketResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['UploadTicket'] = ResolversParentTypes['UploadTicket']> = {
  uploadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  headers?: Resolver<ReadonlyArray<ResolversTypes['UploadHeader']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UploadHeaderResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['UploadHeader'] = ResolversParentTypes['UploadHeader']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ManualAddedResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ManualAdded'] = ResolversParentTypes['ManualAdded']> = {
  manual?: Resolver<ResolversTypes['Manual'], ParentType, ContextType>;
  deduplicated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ManualReplacedResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ManualReplaced'] = ResolversParentTypes['ManualReplaced']> = {
  manual?: Resolver<ResolversTypes['Manual'], ParentType, ContextType>;
  deduplicated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ManualReingestedResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ManualReingested'] = ResolversParentTypes['ManualReingested']> = {
  manual?: Resolver<ResolversTypes['Manual'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ManualRemovedResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['ManualRemoved'] = ResolversParentTypes['ManualRemoved']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeadLettersResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['DeadLetters'] = ResolversParentTypes['DeadLetters']> = {
  manuals?: Resolver<Maybe<ResolversTypes['DeadLetterConnection']>, ParentType, ContextType, RequireFields<DeadLettersManualsArgs, 'first'>>;
};

export type DeadLetterConnectionResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['DeadLetterConnection'] = ResolversParentTypes['DeadLetterConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeadLetterEdgeResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['DeadLetterEdge'] = ResolversParentTypes['DeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType>;
};

export type DeadLetterResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['DeadLetter'] = ResolversParentTypes['DeadLetter']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  queue?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  diedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DeadLettersRedrivenResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['DeadLettersRedriven'] = ResolversParentTypes['DeadLettersRedriven']> = {
  ids?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  unknown?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeadLettersDiscardedResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['DeadLettersDiscarded'] = ResolversParentTypes['DeadLettersDiscarded']> = {
  ids?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  unknown?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RedriveDeadLettersResultResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['RedriveDeadLettersResult'] = ResolversParentTypes['RedriveDeadLettersResult']> = {
  __resolveType: TypeResolveFn<'DeadLettersRedriven' | 'InvalidInput', ParentType, ContextType>;
};

export type DiscardDeadLettersResultResolvers<ContextType = ManualsContext, ParentType extends ResolversParentTypes['DiscardDeadLettersResult'] = ResolversParentTypes['DiscardDeadLettersResult']> = {
  __resolveType: TypeResolveFn<'DeadLettersDiscarded' | 'InvalidInput', ParentType, ContextType>;
};

export type Resolvers<ContextType = ManualsContext> = {
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Manual?: ManualResolvers<ContextType>;
  IngestionJob?: IngestionJobResolvers<ContextType>;
  IngestionFailure?: IngestionFailureResolvers<ContextType>;
  Passage?: PassageResolvers<ContextType>;
  PageSpan?: PageSpanResolvers<ContextType>;
  PassageHit?: PassageHitResolvers<ContextType>;
  HitReasons?: HitReasonsResolvers<ContextType>;
  WordMatch?: WordMatchResolvers<ContextType>;
  ManualConnection?: ManualConnectionResolvers<ContextType>;
  ManualEdge?: ManualEdgeResolvers<ContextType>;
  PassageConnection?: PassageConnectionResolvers<ContextType>;
  PassageEdge?: PassageEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  RequestUploadResult?: RequestUploadResultResolvers<ContextType>;
  AddManualResult?: AddManualResultResolvers<ContextType>;
  ReplaceManualResult?: ReplaceManualResultResolvers<ContextType>;
  ReingestManualResult?: ReingestManualResultResolvers<ContextType>;
  RemoveManualResult?: RemoveManualResultResolvers<ContextType>;
  UploadTicket?: UploadTicketResolvers<ContextType>;
  UploadHeader?: UploadHeaderResolvers<ContextType>;
  ManualAdded?: ManualAddedResolvers<ContextType>;
  ManualReplaced?: ManualReplacedResolvers<ContextType>;
  ManualReingested?: ManualReingestedResolvers<ContextType>;
  ManualRemoved?: ManualRemovedResolvers<ContextType>;
  DeadLetters?: DeadLettersResolvers<ContextType>;
  DeadLetterConnection?: DeadLetterConnectionResolvers<ContextType>;
  DeadLetterEdge?: DeadLetterEdgeResolvers<ContextType>;
  DeadLetter?: DeadLetterResolvers<ContextType>;
  DeadLettersRedriven?: DeadLettersRedrivenResolvers<ContextType>;
  DeadLettersDiscarded?: DeadLettersDiscardedResolvers<ContextType>;
  RedriveDeadLettersResult?: RedriveDeadLettersResultResolvers<ContextType>;
  DiscardDeadLettersResult?: DiscardDeadLettersResultResolvers<ContextType>;
};
