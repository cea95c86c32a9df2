import type { GraphQLError } from 'graphql';
import type { Place } from '../compile/entity-path.ts';
import type { CompiledStep, Program } from '../compile/program.ts';
import { applyRewrites } from '../compile/rewrites.ts';
import { copyOf, isJson, type Json, mergeInto } from '../own.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { Channel, SubgraphResult } from '../subgraph-call.ts';
import { type ContextGroup, contextGroups } from './context-values.ts';
import { EntityBatch } from './entity-batch.ts';
import { failureOf } from './failures.ts';
import { rootErrors, rootFailure } from './root-errors.ts';

/** How long steps that are ready wait for others of their group, in all, before nothing waits any more. */
const PATIENCE_MS = 100;

export interface ExecutionOptions {
  readonly program: Program;
  readonly variables: Variables;
  readonly channelTo: (subgraph: string) => Channel;
  /** Handed to the channels: what the request carries. */
  readonly context: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Told of the steps that have ended. */
  readonly onEnd?: (steps: readonly CompiledStep[]) => void;
}

/** Runs a program for one request: sends what is ready, merges what comes back, and goes on until no step is left. */
export class Execution {
  readonly data: Json = {};
  /** Of the steps for what is answered first. */
  readonly errors: GraphQLError[] = [];
  /** Entities that a subgraph says are not there. */
  readonly absent = new Set<Json>();
  readonly #options: ExecutionOptions;
  readonly #waitingFor: number[];
  readonly #ready: CompiledStep[][];
  readonly #missing: number[];
  #left: number;
  #patient = true;
  #isStopped = false;
  #laterErrors: Map<number, GraphQLError[]> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #end: { resolve: () => void; reject: (error: unknown) => void } | undefined;

  constructor(options: ExecutionOptions) {
    const { steps, groupSizes } = options.program;
    this.#options = options;
    this.#waitingFor = steps.map(({ dependencies }) => dependencies.length);
    this.#ready = groupSizes.map(() => []);
    this.#missing = [...groupSizes];
    this.#left = steps.length;
  }

  /** Fills `data` and `errors`. @throws the signal's reason */
  async run(): Promise<void> {
    if (this.#left === 0) return;
    const { program, signal } = this.#options;
    signal?.throwIfAborted();
    const abort = () => this.#fail(signal?.reason);
    signal?.addEventListener('abort', abort);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#end = { resolve, reject };
        this.#start(program.steps.filter(({ dependencies }) => dependencies.length === 0));
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #fail(reason: unknown): void {
    clearTimeout(this.#timer);
    this.#end?.reject(reason);
  }

  /** Sends nothing more; what has been sent is still merged, and `run` never ends. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** The errors of the steps for a deferred part, by its number. */
  laterErrors(part: number): readonly GraphQLError[] {
    return this.#laterErrors?.get(part) ?? [];
  }

  /** Takes steps whose dependencies have ended. */
  #start(steps: readonly CompiledStep[]): void {
    if (this.#isStopped) return;
    const groups = new Set<number>();
    for (const step of steps) {
      groups.add(step.group);
      this.#missing[step.group] = (this.#missing[step.group] ?? 1) - 1;
      if (this.#isTaken(step)) this.#ready[step.group]?.push(step);
      else this.#finish([step]);
    }
    for (const group of groups) this.#sendIfComplete(group);
  }

  #isTaken({ conditions, fields }: CompiledStep): boolean {
    const { variables } = this.#options;
    const isLet = conditions.every(({ variable, when }) => (variables[variable] === true) === when);
    return isLet && fields.isAsked(variables);
  }

  #sendIfComplete(group: number): void {
    if ((this.#ready[group]?.length ?? 0) === 0) return;
    if (this.#missing[group] === 0 || !this.#patient) this.#send(group);
    else this.#timer ??= setTimeout(() => this.#loseMyPatience(), PATIENCE_MS);
  }

  #loseMyPatience(): void {
    this.#patient = false;
    for (const group of this.#ready.keys()) this.#sendIfComplete(group);
  }

  #send(group: number): void {
    const steps = this.#ready[group] ?? [];
    this.#ready[group] = [];
    const [first] = steps;
    if (first === undefined) return;
    const work = first.representation === null ? this.#fetchRoot(first) : this.#fetchEntities(steps);
    work.then(
      () => this.#finish(steps),
      (error: unknown) => this.#fail(error),
    );
  }

  async #fetchRoot(step: CompiledStep): Promise<void> {
    const { program, variables, channelTo, context, signal } = this.#options;
    const roots = this.#rootsOf(step);
    if (roots.length === 0) return;
    const paths = roots.map(({ path }) => path);
    let result: SubgraphResult;
    try {
      result = await channelTo(step.subgraph).send(
        step.operation,
        this.#variables(step.variables),
        context,
        signal,
      );
    } catch (reason) {
      this.#tell(step, rootFailure(step, failureOf(reason), step.fields.keysAsked(variables), paths));
      return;
    }
    this.#tell(step, rootErrors(step, result, variables, paths));
    if (!isJson(result.data)) return;
    applyRewrites(step.outputRewrites, result.data, program.shape.types);
    for (const [turn, { entity }] of roots.entries()) {
      const own = turn === 0 ? result.data : copyOf(result.data);
      if (isJson(own)) mergeInto(entity, own, program.shape.types.saysMore);
    }
  }

  /** What a root fetch is for: the data as a whole, or objects of the root's type that other fields have led to. */
  #rootsOf({ path, entities }: CompiledStep): readonly Place[] {
    return path.length === 0 ? [{ entity: this.data, path: [] }] : entities.places(this.data);
  }

  /** A step with context arguments stands alone; its entities are asked about once for each set of values. */
  async #fetchEntities(steps: readonly CompiledStep[]): Promise<void> {
    const { types } = this.#options.program.shape;
    const [first] = steps;
    if (first === undefined) return;
    if (first.contextRewrites.length === 0) return this.#fetchBatch(first, steps);
    const groups = contextGroups(first, this.data, types);
    await Promise.all(groups.map((group) => this.#fetchBatch(first, steps, group)));
  }

  /** @param first of the steps, which are all of one part */
  async #fetchBatch(
    first: CompiledStep,
    steps: readonly CompiledStep[],
    group?: ContextGroup,
  ): Promise<void> {
    const { program, variables, channelTo, context, signal } = this.#options;
    const joined = program.join(steps);
    const batch = new EntityBatch(joined, this.data, {
      types: program.shape.types,
      variables,
      members: group?.members,
    });
    if (batch.isEmpty) return;
    const sent = this.#variables(joined.variables, [...(group?.variables ?? []), ...batch.variables()]);
    try {
      const result = await channelTo(joined.operation.subgraph).send(joined.operation, sent, context, signal);
      this.#tell(first, batch.merge(result, this.absent));
    } catch (reason) {
      this.#tell(first, batch.fail(failureOf(reason)));
    }
  }

  #tell({ part }: CompiledStep, errors: readonly GraphQLError[]): void {
    if (part === null) this.errors.push(...errors);
    else if (errors.length > 0) {
      this.#laterErrors ??= new Map();
      this.#laterErrors.set(part, [...this.laterErrors(part), ...errors]);
    }
  }

  /** The client's variables that an operation uses, as JSON text, with more entries behind them. */
  #variables(names: readonly string[], more: readonly string[] = []): string {
    const { variables } = this.#options;
    const given = names.filter((name) => Object.hasOwn(variables, name) && variables[name] !== undefined);
    const entries = given.map((name) => `${JSON.stringify(name)}:${JSON.stringify(variables[name])}`);
    return `{${[...entries, ...more].join(',')}}`;
  }

  #finish(steps: readonly CompiledStep[]): void {
    if (this.#options.signal?.aborted) return;
    this.#left -= steps.length;
    this.#options.onEnd?.(steps);
    if (this.#left === 0) {
      clearTimeout(this.#timer);
      this.#end?.resolve();
      return;
    }
    const next: CompiledStep[] = [];
    for (const { dependents } of steps) {
      for (const dependent of dependents) {
        const waiting = (this.#waitingFor[dependent] ?? 1) - 1;
        this.#waitingFor[dependent] = waiting;
        const step = this.#options.program.steps[dependent];
        if (waiting === 0 && step !== undefined) next.push(step);
      }
    }
    this.#start(next);
  }
}
