import { type Operation, operationFromDocument } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, type FieldNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { Completeness } from './completeness/completeness.ts';
import { producedBy } from './completeness/produced.ts';
import { PossibleTypes, SubgraphTypes } from './completeness/runtime-types.ts';
import { DeferredPlanner } from './deferred-planner.ts';
import { leaveOutInterfaceObjectDetours } from './interface-object-detours.ts';
import { checkLimit, type PlanningLimits, withDefaults } from './limits.ts';
import { withConcreteFragments } from './operation/concrete-fragments.ts';
import { withTypenamesInConditionalSets, withTypenamesInFragmentSets } from './operation/conditional-sets.ts';
import { DataKeys } from './operation/data-keys.ts';
import {
  type Deferral,
  type DeferredPart,
  deferralOf,
  withoutDefer,
  withParts,
} from './operation/deferral.ts';
import { hasDivergentBranches } from './operation/divergent-branches.ts';
import { withoutLiteralConditions } from './operation/literal-conditions.ts';
import { checkOperationSize } from './operation/operation-size.ts';
import { type SelectedOperation, selectOperation, standingAlone } from './operation/selected-operation.ts';
import { documentOf, withSingleMutations } from './operation/single-mutations.ts';
import { withContextsFirst } from './plan/context-order.ts';
import { HoistedFetches } from './plan/hoisted-fetches.ts';
import { type PlacedFetch, PlanReader } from './plan/plan-reader.ts';
import type { PlanNode } from './plan-node.ts';
import { PlanRefused, SupergraphRefused } from './refusals.ts';
import { type PreparedSupergraph, prepareSupergraph, reasonsOf } from './supergraph/prepared-supergraph.ts';

/** How the planner words that an operation is over one of its own bounds. */
const PLANNER_BOUND = /exceeds limit|exceeded maximum|reached the limit/i;

leaveOutInterfaceObjectDetours();

/** A supergraph that operations can be planned over. */
export class Planner {
  /** What clients see: without `@inaccessible` elements, with `@defer`. */
  readonly apiSchema: GraphQLSchema;
  /** All types of the supergraph, for type conditions and possible types. */
  readonly fullSchema: GraphQLSchema;
  /** The labels of progressive `@override`: each request decides which are active. */
  readonly overrideLabels: ReadonlySet<string>;

  readonly #supergraph: PreparedSupergraph;
  readonly #limits: PlanningLimits;
  readonly #keys: DataKeys;
  readonly #hoisted: HoistedFetches;
  readonly #apiTypes: PossibleTypes;
  readonly #allTypes: PossibleTypes;
  readonly #subgraphTypes: SubgraphTypes;
  readonly #planner: QueryPlanner;
  readonly #deferred = new DeferredPlanner();
  /** Made when first needed: it is as large as the other and serves few operations. */
  #typedPlanner: QueryPlanner | undefined;

  /**
   * @param limits replace the defaults of `LIMITS` one by one
   * @throws SupergraphRefused with every reason, when the SDL is no supergraph or the planner refuses it
   */
  static build(supergraphSdl: string, limits?: Partial<PlanningLimits>): Planner {
    return new Planner(prepareSupergraph(supergraphSdl), withDefaults(limits));
  }

  private constructor(supergraph: PreparedSupergraph, limits: PlanningLimits) {
    this.#supergraph = supergraph;
    this.#limits = limits;
    this.apiSchema = supergraph.apiSchema;
    this.fullSchema = supergraph.fullSchema;
    this.overrideLabels = supergraph.overrideLabels;
    this.#keys = new DataKeys(supergraph.reserved, supergraph.untyped, fieldNames(this.fullSchema));
    this.#hoisted = new HoistedFetches(supergraph.hoisting, this.fullSchema);
    this.#apiTypes = new PossibleTypes(this.apiSchema);
    this.#allTypes = new PossibleTypes(this.fullSchema);
    this.#subgraphTypes = new SubgraphTypes(supergraph.planned.subgraphs(), this.#allTypes);
    this.#planner = this.#createPlanner(false);
  }

  /**
   * The plan for one operation of a document that is valid for `apiSchema`; undefined when there is nothing to fetch,
   * as for introspection.
   * @param activeOverrides those of `overrideLabels` that are active
   * @throws PlanRefused when the operation is too complex, cannot be planned or would be answered in part only
   */
  plan(
    document: DocumentNode,
    operationName: string | undefined,
    activeOverrides: ReadonlySet<string> = new Set(),
  ): PlanNode | undefined {
    checkOperationSize(selectOperation(document, operationName), this.#limits);
    return this.#planParts(withoutDefer(document), operationName, activeOverrides, []);
  }

  /**
   * Takes an operation apart at its `@defer`.
   * @param variables coerced ones; they decide which fragments are deferred
   * @throws PlanRefused when it is too large or has too many parts
   */
  deferral(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
  ): Deferral {
    const operation = selectOperation(document, operationName);
    checkOperationSize(operation, this.#limits);
    const deferral = deferralOf(operation, variables);
    checkLimit(this.#limits, 'deferredParts', deferral.parts.length);
    return deferral;
  }

  /**
   * The plan for an operation in parts, each with fetches of its own also where one would do for several.
   * @param activeOverrides those of `overrideLabels` that are active
   * @throws PlanRefused also where the operation as a whole can be planned
   */
  planDeferred(
    { document, parts }: Deferral,
    activeOverrides: ReadonlySet<string> = new Set(),
  ): PlanNode | undefined {
    return this.#planParts(document, undefined, activeOverrides, parts);
  }

  /** @param parts of the document that are deferred */
  #planParts(
    document: DocumentNode,
    operationName: string | undefined,
    activeOverrides: ReadonlySet<string>,
    parts: readonly DeferredPart[],
  ): PlanNode | undefined {
    const decided = selectOperation(withoutLiteralConditions(this.#keys.toData(document)), operationName);
    const single = withSingleMutations(decided, this.#limits);
    const data = withTypenamesInConditionalSets(documentOf(single));
    try {
      return this.#planData(selectOperation(data, operationName), activeOverrides, parts);
    } catch (error) {
      if (!(error instanceof PlanRefused && error.code === 'PLAN_INCOMPLETE')) throw error;
      const explicit = withTypenamesInFragmentSets(data);
      if (explicit === data) throw error;
      return this.#planData(selectOperation(explicit, operationName), activeOverrides, parts);
    }
  }

  /**
   * The key under which the value of a field of a client's document lies in the data that a plan fetches: the response
   * name, unless that would hide a field which plans read.
   */
  dataKey(field: FieldNode): string {
    return this.#keys.keyOf(field);
  }

  /** The response name of a key of the data, as for paths of errors that subgraphs report. */
  responseName(dataKey: string): string {
    return this.#keys.responseNameOf(dataKey);
  }

  /** @param operation with data keys for response names */
  #planData(
    operation: SelectedOperation,
    activeOverrides: ReadonlySet<string>,
    parts: readonly DeferredPart[],
  ): PlanNode | undefined {
    const reader = new PlanReader(this.#hoisted, (subgraph, type) =>
      this.#subgraphTypes.isInterfaceObject(subgraph, type),
    );
    const { node } = this.#askTwice(operation, activeOverrides, parts);
    const plan = node && withContextsFirst(reader.read(node), reader.fetches);
    this.#checkSize(reader.fetches);
    this.#checkComplete(
      withParts(operation, () => false),
      reader.fetches,
      () => false,
    );
    for (const number of parts.keys()) {
      const there = around(number, parts);
      const has = (part: number) => there.has(part);
      this.#checkComplete(withParts(operation, has), reader.fetches, has);
    }
    return plan;
  }

  #askTwice(
    operation: SelectedOperation,
    activeOverrides: ReadonlySet<string>,
    parts: readonly DeferredPart[],
  ): QueryPlan {
    try {
      return this.#ask(operation, activeOverrides, parts);
    } catch (error) {
      if (!(error instanceof PlanRefused && error.code === 'PLANNING_FAILED')) throw error;
      const concrete = withConcreteFragments(operation, this.apiSchema, this.#limits);
      return this.#ask(selectOperation(concrete, undefined), activeOverrides, parts);
    }
  }

  #ask(
    operation: SelectedOperation,
    activeOverrides: ReadonlySet<string>,
    parts: readonly DeferredPart[],
  ): QueryPlan {
    const planner = hasDivergentBranches(operation, this.#supergraph.hoisting.requiring)
      ? this.#typed()
      : this.#planner;
    const overrideConditions = new Map([...activeOverrides].map((label) => [label, true]));
    const parsed = this.#parse(operation);
    const build = () => planner.buildQueryPlan(parsed, { overrideConditions });
    try {
      return parts.length > 0 ? this.#deferred.plan(build) : build();
    } catch (error) {
      if (error instanceof PlanRefused) throw error;
      if (error instanceof RangeError || (error instanceof Error && PLANNER_BOUND.test(error.message)))
        throw new PlanRefused('OPERATION_TOO_COMPLEX', 'The operation is too complex to be planned.', {
          cause: error,
        });
      throw new PlanRefused('PLANNING_FAILED', 'The operation could not be planned.', { cause: error });
    }
  }

  #parse(operation: SelectedOperation): Operation {
    try {
      return operationFromDocument(this.#supergraph.api, standingAlone(operation));
    } catch (error) {
      if (error instanceof GraphQLError)
        throw new PlanRefused('OPERATION_INVALID', error.message, { cause: error });
      throw new PlanRefused('PLANNING_FAILED', 'The operation could not be planned.', { cause: error });
    }
  }

  #checkSize(fetches: readonly PlacedFetch[]): void {
    checkLimit(this.#limits, 'fetches', fetches.length);
    const characters = fetches.reduce((sum, { node }) => sum + node.operation.length, 0);
    checkLimit(this.#limits, 'planCharacters', characters);
  }

  /** A part is to have all of its fields when its own fetches have ended and those of the parts around it. */
  #checkComplete(
    operation: SelectedOperation,
    fetches: readonly PlacedFetch[],
    has: (part: number) => boolean,
  ): void {
    const there = fetches.filter(({ part }) => part === null || has(part));
    const produced = producedBy(there, this.#subgraphTypes, this.#allTypes);
    new Completeness(this.apiSchema, this.#apiTypes, operation).check(produced);
  }

  #typed(): QueryPlanner {
    this.#typedPlanner ??= this.#createPlanner(true);
    return this.#typedPlanner;
  }

  #createPlanner(typeConditionedFetching: boolean): QueryPlanner {
    try {
      return new QueryPlanner(this.#supergraph.planned, {
        typeConditionedFetching,
        exposeDocumentNodeInFetchNode: true,
        // Fragments of clients mean nothing to subgraphs, and fitting them to each is most of the time spent.
        reuseQueryFragments: false,
        incrementalDelivery: { enableDefer: true },
        debug: { maxEvaluatedPlans: this.#limits.evaluatedPlans, pathsLimit: this.#limits.paths },
      });
    } catch (error) {
      throw new SupergraphRefused(reasonsOf(error), error);
    }
  }
}

/** A part's own number and those of the parts that it stands in. */
function around(part: number, parts: readonly DeferredPart[]): Set<number> {
  const numbers = new Set<number>();
  for (let at: number | null = part; at !== null; at = parts[at]?.outer ?? null) numbers.add(at);
  return numbers;
}

function* fieldNames(schema: GraphQLSchema): Generator<string> {
  for (const type of Object.values(schema.getTypeMap())) {
    if ('getFields' in type) yield* Object.keys(type.getFields());
  }
}
