import type { DocumentNode, GraphQLSchema } from 'graphql';
import { BoundedMap } from '../bounded-map.ts';
import { selectOperation } from '../planning/index.ts';
import type { DataNames, ShapeSource } from '../shape/exact-shape.ts';
import { type FastShape, FastShapeCompiler } from '../shape/fast-shape.ts';
import { type SubgraphOperation, subgraphOperation } from '../subgraph-call.ts';
import { AnswerPaths } from './answer-paths.ts';
import { type EntityOperation, entityOperation } from './entity-operation.ts';
import { EntityPath } from './entity-path.ts';
import { FetchedFields } from './fetched-fields.ts';
import { type Merger, mergerOf, merging } from './merger.ts';
import { Representation } from './representation.ts';
import { type Requirements, SkippedNeeds } from './requirements.ts';
import type { Step } from './step.ts';
import type { TypeConditions } from './types.ts';

/** A step with what it was compiled to. */
export interface CompiledStep extends Step {
  /** Its own operation; entity steps may be joined into others. */
  readonly operation: SubgraphOperation;
  readonly entities: EntityPath;
  /** Null for a root fetch. */
  readonly representation: Representation | null;
  readonly merge: Merger;
  readonly fields: FetchedFields;
  /** Null when what a representation needs is the same for all requests. */
  readonly skippedNeeds: SkippedNeeds | null;
  readonly paths: AnswerPaths;
  /** Steps of one group may be fetched in one request: as many are on the way to the end from each. */
  readonly group: number;
}

/** Which steps are ready together depends on how fast subgraphs are and on conditions: many sets are possible. */
const MOST_JOINED = 100;

/** What an operation was compiled to: the same for all of its requests. */
export class Program {
  readonly steps: readonly CompiledStep[];
  /** The number of steps of each group. */
  readonly groupSizes: readonly number[];
  readonly shape: ShapeSource;
  readonly fastShape: FastShape | null;
  /**
   * Whether it is carried through when nobody waits for it any more: it changes several things, and whoever wanted all of
   * them is not left with some. What changes one thing is ended toward its subgraph, which knows how far it is.
   */
  readonly isCarriedThrough: boolean;
  readonly #joined = new BoundedMap<string, EntityOperation>(MOST_JOINED);

  constructor(steps: readonly Step[], shape: ShapeSource, requirements: Requirements) {
    this.shape = shape;
    // What is withheld is told of at its exact place.
    this.fastShape = shape.withheld === undefined ? new FastShapeCompiler(shape).compile() : null;
    const groups = new Groups();
    this.steps = steps.map((step) => compileStep(step, groups.of(step), shape, requirements));
    this.groupSizes = groups.sizes;
    const changes = this.steps.filter(({ kind }) => kind === 'mutation').flatMap(({ fields }) => fields.keys);
    this.isCarriedThrough = changes.length > 1;
  }

  /** One operation for entity steps that are ready together; made when they first are. */
  join(steps: readonly CompiledStep[]): EntityOperation {
    const key = steps.map(({ index }) => index).join();
    const known = this.#joined.get(key);
    if (known !== undefined) return known;
    const made = entityOperation(steps);
    this.#joined.set(key, made);
    return made;
  }
}

/** @throws PlanRefused when the document has no such operation */
export function shapeSource(
  schema: GraphQLSchema,
  types: TypeConditions,
  names: DataNames,
  document: DocumentNode,
  operationName: string | undefined,
): ShapeSource {
  const { definition: operation, fragments } = selectOperation(document, operationName);
  return { schema, types, names, operation, fragments };
}

function compileStep(
  step: Step,
  group: number,
  { types, names }: ShapeSource,
  requirements: Requirements,
): CompiledStep {
  const fields = new FetchedFields(step, types);
  return {
    ...step,
    group,
    operation: subgraphOperation(step.subgraph, step.kind, step.query),
    entities: new EntityPath(step.path, types),
    representation: step.requires && new Representation(step.requires, step.inputRewrites, types),
    fields,
    skippedNeeds: fields.isConditional ? new SkippedNeeds(step, fields, requirements, types) : null,
    paths: new AnswerPaths(step.outputRewrites, names),
    // Rewrites may give fetched fields other keys than the query has.
    merge: step.outputRewrites.length === 0 ? mergerOf(fields.keys, types) : merging(types),
  };
}

/**
 * Entity steps of one subgraph and part from which equally many steps remain are fetched together: the part is complete
 * only when the longest way has ended, so the earlier of them loses nothing by waiting for the later one.
 */
class Groups {
  readonly sizes: number[] = [];
  readonly #known = new Map<string, number>();

  of({ subgraph, part, height, requires, contextRewrites, index }: Step): number {
    const alone = requires === null || contextRewrites.length > 0;
    const key = alone ? `${index}` : `${subgraph} ${part} ${height}`;
    const group = this.#known.get(key) ?? this.sizes.push(0) - 1;
    this.#known.set(key, group);
    this.sizes[group] = (this.sizes[group] ?? 0) + 1;
    return group;
  }
}
