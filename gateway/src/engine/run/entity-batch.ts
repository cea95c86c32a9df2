import type { GraphQLError } from 'graphql';
import type { EntityOperation, EntityPart } from '../compile/entity-operation.ts';
import type { CompiledStep } from '../compile/program.ts';
import { applyRewrites } from '../compile/rewrites.ts';
import type { TypeConditions } from '../compile/types.ts';
import { copyOf, isJson, type Json, own } from '../own.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { SubgraphResult } from '../subgraph-call.ts';
import { errorAt, NO_ANSWER, type SubgraphError, subgraphErrors } from './failures.ts';
import { Representations } from './representations.ts';

/** The entities of one step, with the place of each one's representation in the request; -1 when it has none. */
interface Target {
  readonly step: CompiledStep;
  readonly entities: readonly Json[];
  readonly places: readonly number[];
}

interface PartBatch {
  readonly part: EntityPart;
  /** JSON texts, each once. */
  readonly representations: readonly string[];
  readonly targets: readonly Target[];
}

export interface BatchOptions {
  readonly types: TypeConditions;
  readonly variables: Variables;
  /** Only these entities, by their place in the order of the answer; undefined for all. */
  readonly members: ReadonlySet<number> | undefined;
}

/** The entities that one request asks a subgraph about, and what becomes of its answer. */
export class EntityBatch {
  readonly #subgraph: string;
  readonly #parts: readonly PartBatch[];
  readonly #data: Json;
  readonly #types: TypeConditions;
  readonly #variables: Variables;

  constructor({ operation, parts }: EntityOperation, data: Json, options: BatchOptions) {
    this.#subgraph = operation.subgraph;
    this.#data = data;
    this.#types = options.types;
    this.#variables = options.variables;
    this.#parts = parts.map((part) => gather(part, data, options));
  }

  /** Whether there is nothing to ask. */
  get isEmpty(): boolean {
    return this.#parts.every(({ representations }) => representations.length === 0);
  }

  /** The representations as entries of a JSON object. */
  variables(): string[] {
    return this.#parts.map(
      ({ part, representations }) => `"${part.variable}":[${representations.join(',')}]`,
    );
  }

  /**
   * Adds the answer to the data.
   * @param absent takes the entities that the subgraph says are not there
   * @returns the answer's errors at their places in the client's answer
   */
  merge({ data, errors }: SubgraphResult, absent: Set<Json>): GraphQLError[] {
    const found = subgraphErrors(errors);
    const answers = isJson(data) ? data : {};
    const placed = this.#parts.flatMap((batch) =>
      this.#placed(
        batch,
        found.filter((error) => isOf(batch, error)),
      ),
    );
    const general = found.filter((error) => !this.#parts.some((batch) => isOf(batch, error)));
    const lost = this.#parts.flatMap((batch) =>
      this.#everywhere(batch, general[0] ?? NO_ANSWER, own(answers, batch.part.key)),
    );
    for (const batch of this.#parts) this.#mergePart(batch, own(answers, batch.part.key), absent);
    const isComplete = this.#parts.every(
      ({ part, representations }) => lengthOf(own(answers, part.key)) >= representations.length,
    );
    if (!isComplete) return [...placed, ...lost];
    return [...placed, ...general.map((error) => errorAt(this.#subgraph, error, null))];
  }

  /** @returns an error for each field of each entity */
  fail(failure: SubgraphError): GraphQLError[] {
    return this.#parts.flatMap((batch) => this.#everywhere(batch, failure, null));
  }

  #mergePart({ targets }: PartBatch, answers: unknown, absent: Set<Json>): void {
    if (!Array.isArray(answers)) return;
    targets.forEach(({ step, entities, places }, turn) => {
      entities.forEach((entity, index) => {
        const answer: unknown = answers[places[index] ?? -1];
        if (answer === null) absent.add(entity);
        if (!isJson(answer)) return;
        const fetched = this.#ownCopy(step, answer, turn);
        if (isJson(fetched)) step.merge(entity, fetched);
      });
    });
  }

  /** What a step may change and keep of an answer that may stand for several entities and steps. */
  #ownCopy(step: CompiledStep, answer: Json, turn: number): unknown {
    if (step.outputRewrites.length > 0) {
      const copy = copyOf(answer);
      applyRewrites(step.outputRewrites, copy, this.#types);
      return copy;
    }
    // Steps that share a part must not share its objects: a later step may add to one of their paths alone.
    return turn === 0 || step.fields.isFlat ? answer : copyOf(answer);
  }

  /** An error of one representation stands at every entity that it stands for. */
  #placed({ targets }: PartBatch, errors: readonly SubgraphError[]): GraphQLError[] {
    if (errors.length === 0) return [];
    return targets.flatMap(({ step, places }) => {
      const paths = step.entities.places(this.#data).map(({ path }) => path);
      return errors.flatMap((error) => {
        const [, index, ...rest] = error.path ?? [];
        const at = paths.filter((_, entity) => places[entity] === index);
        return at.map((path) => errorAt(this.#subgraph, error, step.paths.of([...path, ...rest])));
      });
    });
  }

  /** An error for each field of each entity that the answers leave out. */
  #everywhere({ targets }: PartBatch, failure: SubgraphError, answers: unknown): GraphQLError[] {
    const answered = lengthOf(answers);
    return targets.flatMap(({ step, places }) => {
      if (!places.some((place) => place >= answered)) return [];
      return step.entities
        .places(this.#data)
        .filter((_, index) => (places[index] ?? -1) >= answered)
        .flatMap(({ path, entity }) =>
          step.fields
            .keysOf(entity.__typename, this.#variables)
            .map((key) => errorAt(this.#subgraph, failure, step.paths.of([...path, key]))),
        );
    });
  }
}

function lengthOf(answers: unknown): number {
  return Array.isArray(answers) ? answers.length : 0;
}

/** Whether an error says which of a part's representations it is about. */
function isOf({ part, representations }: PartBatch, { path }: SubgraphError): boolean {
  const [key, index] = path ?? [];
  return key === part.key && typeof index === 'number' && index >= 0 && index < representations.length;
}

function gather(part: EntityPart, data: Json, { variables, members }: BatchOptions): PartBatch {
  const representations = new Representations();
  // The parts of a program's operations hold its own steps.
  const targets = (part.steps as readonly CompiledStep[]).map((step) => {
    const entities = step.entities.collect(data);
    return {
      step,
      entities,
      places: entities.map((entity, index) =>
        members?.has(index) === false ? -1 : placeIn(representations, step, entity, variables),
      ),
    };
  });
  return { part, representations: representations.texts, targets };
}

function placeIn(
  representations: Representations,
  { representation, skippedNeeds }: CompiledStep,
  entity: Json,
  variables: Variables,
): number {
  const right = skippedNeeds?.representationFor(entity.__typename, variables) ?? representation;
  return right === null ? -1 : representations.place(right, entity);
}
