import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  validate,
} from 'graphql';
import { BoundedMap } from './bounded-map.ts';
import { stepsOf } from './compile/plan-graph.ts';
import { Program, shapeSource } from './compile/program.ts';
import { Requirements } from './compile/requirements.ts';
import { TypeConditions } from './compile/types.ts';
import { type Asked, DeferredPrograms } from './deferred-programs.ts';
import { inputErrors } from './input-errors.ts';
import { type OverrideLevel, OverrideLevels } from './override-levels.ts';
import { mergeInto } from './own.ts';
import { Planner, PlanRefused, selectOperation } from './planning/index.ts';
import { answerOf } from './run/answer.ts';
import { Execution } from './run/execution.ts';
import { type IncrementalAnswer, PartsAnswer } from './run/parts-answer.ts';
import type { WithheldFields } from './shape/exact-shape.ts';
import { asksIntrospection, introspect } from './shape/introspection.ts';
import type { Channel } from './subgraph-call.ts';

const MOST_PROGRAMS = 2_000;
const MOST_VARIABLE_ERRORS = 50;

/** An operation of which a request may not have all. */
export interface Withheld {
  /** Tells it apart from the same operation with other fields withheld. */
  readonly key: string;
  /** The operation without them: what is planned. */
  readonly fetched: DocumentNode;
  /** The operation with them: what the answer is shaped by. */
  readonly shaped: DocumentNode;
  /** Fields of `shaped`. */
  readonly reasons: WithheldFields;
}

/** One operation to be answered; it has been validated against `apiSchema`. */
export interface EngineRequest extends Asked {
  /** Null or undefined when all of it may be had. */
  readonly withheld?: Withheld | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Handed to the channels. */
  readonly context: unknown;
  /** Aborted when nobody waits for it any more, which ends it unless its program is one that is carried through. */
  readonly signal?: AbortSignal;
}

/** How often an operation had a program, and how often it was planned. */
export interface ProgramLookups {
  readonly hits: number;
  readonly misses: number;
}

interface CachedProgram extends Asked {
  readonly program: Program;
}

/** Answers operations over one supergraph: each is planned and compiled once, and then only run. */
export class Engine {
  readonly apiSchema: GraphQLSchema;
  readonly #planner: Planner;
  readonly #types: TypeConditions;
  readonly #requirements: Requirements;
  readonly #overrides: OverrideLevels;
  readonly #channelTo: (subgraph: string) => Channel;
  readonly #lookups = { hits: 0, misses: 0 };
  readonly #deferred: DeferredPrograms;
  readonly #programs = new BoundedMap<string, CachedProgram>(MOST_PROGRAMS);

  /**
   * @param channelTo the way to a subgraph by its name
   * @throws SupergraphRefused with the reasons
   */
  constructor(supergraphSdl: string, channelTo: (subgraph: string) => Channel) {
    this.#planner = Planner.build(supergraphSdl);
    this.apiSchema = this.#planner.apiSchema;
    this.#types = new TypeConditions(this.#planner.fullSchema);
    this.#requirements = new Requirements(supergraphSdl);
    this.#overrides = new OverrideLevels(this.#planner.overrideLabels);
    this.#channelTo = channelTo;
    this.#deferred = new DeferredPrograms(this.#planner, this.#types, this.#requirements);
  }

  get lookups(): ProgramLookups {
    return this.#lookups;
  }

  /** How many programs are kept. */
  get programCount(): number {
    return this.#programs.size;
  }

  /**
   * @throws PlanRefused when the operation cannot be planned, or not within the limits
   * @throws the signal's reason
   */
  async execute(request: EngineRequest): Promise<ExecutionResult> {
    const program = this.#programOf(request, this.#overrides.draw(), request.withheld);
    const { operation } = program.shape;
    const coerced = this.#coerce(operation, request.variables);
    if (coerced.errors !== undefined) {
      const inputs = { schema: this.apiSchema, operation, variables: { ...request.variables } };
      return { errors: inputErrors(inputs, coerced.errors) };
    }
    const variables = coerced.coerced;
    const execution = new Execution({
      program,
      variables,
      channelTo: this.#channelTo,
      context: request.context,
      signal: program.isCarriedThrough ? undefined : request.signal,
    });
    await execution.run();
    if (asksIntrospection(program.shape)) mergeInto(execution.data, introspect(program.shape, variables));
    return answerOf(program, variables, execution);
  }

  /**
   * The same in parts, as `@defer` asks for them; in one where the operation cannot be planned in parts.
   * @throws what `execute` throws, before the first part
   */
  async executeIncrementally(request: EngineRequest): Promise<IncrementalAnswer> {
    // Parts would be divided otherwise with and without what is withheld.
    if (request.withheld) return whole(await this.execute(request));
    const { definition } = selectOperation(request.document, request.operationName);
    const { coerced: variables } = this.#coerce(definition, request.variables);
    if (variables === undefined) return whole(await this.execute(request));
    const program = this.#deferred.programOf(request, variables, this.#overrides.draw());
    if (program === null) return whole(await this.execute(request));
    const { context, signal } = request;
    return new PartsAnswer({ program, variables, channelTo: this.#channelTo, context, signal }).begin();
  }

  /**
   * Plans the operations that another engine has in use, as far as they are valid here, for whatever overrides a
   * request may find active.
   * @returns how many
   */
  warmFrom(other: Engine): number {
    const inUse = new Map([...other.#programs.values()].map((one) => [keyOf(one), one]));
    const planned = [
      ...[...inUse.values()].map((asked) => this.#warm(asked, (level) => this.#programOf(asked, level))),
      ...other.#deferred
        .inUse()
        .map(({ asked, variables }) =>
          this.#warm(asked, (level) => this.#deferred.programOf(asked, variables, level)),
        ),
    ];
    return planned.filter(Boolean).length;
  }

  /** @returns whether the operation can be planned here */
  #warm({ document }: Asked, plan: (level: OverrideLevel) => void): boolean {
    if (validate(this.apiSchema, document).length > 0) return false;
    try {
      for (const level of this.#overrides.all) plan(level);
      return true;
    } catch (error) {
      // Refused when it is asked again, with its reason.
      if (error instanceof PlanRefused) return false;
      throw error;
    }
  }

  #coerce({ variableDefinitions = [] }: OperationDefinitionNode, variables: EngineRequest['variables']) {
    return getVariableValues(
      this.apiSchema,
      variableDefinitions,
      { ...variables },
      { maxErrors: MOST_VARIABLE_ERRORS },
    );
  }

  #programOf(
    { document, operationName, documentKey }: Asked,
    { active, below }: OverrideLevel,
    withheld?: Withheld | null,
  ): Program {
    const key = `${below} ${keyOf({ operationName, documentKey })} ${withheld?.key ?? ''}`;
    const known = this.#programs.get(key);
    if (known !== undefined) {
      this.#lookups.hits += 1;
      return known.program;
    }
    this.#lookups.misses += 1;
    const { fetched, shaped } = withheld ?? { fetched: document, shaped: document };
    const plan = this.#planner.plan(fetched, operationName, active);
    const shape = shapeSource(this.apiSchema, this.#types, this.#planner, shaped, operationName);
    const program = new Program(
      stepsOf(plan),
      withheld ? { ...shape, withheld: withheld.reasons } : shape,
      this.#requirements,
    );
    this.#programs.set(key, { program, document, operationName, documentKey });
    return program;
  }
}

function keyOf({ operationName = '', documentKey }: Omit<Asked, 'document'>): string {
  return `${operationName} ${documentKey}`;
}

function whole(first: ExecutionResult): IncrementalAnswer {
  return { first, pending: [], later: (async function* () {})() };
}
