import type { DocumentNode, GraphQLSchema } from 'graphql';
import { BoundedMap } from './bounded-map.ts';
import { type DeferredProgram, ProgramPart } from './compile/deferred-program.ts';
import { haveTypes, stepsInParts } from './compile/part-steps.ts';
import { stepsOf } from './compile/plan-graph.ts';
import { Program, shapeSource } from './compile/program.ts';
import type { Requirements } from './compile/requirements.ts';
import type { Step } from './compile/step.ts';
import type { TypeConditions } from './compile/types.ts';
import type { OverrideLevel } from './override-levels.ts';
import { type Deferral, deferVariables, type Planner, PlanRefused } from './planning/index.ts';
import type { ShapeSource } from './shape/exact-shape.ts';
import type { Variables } from './shape/selected-fields.ts';

const MOST_PROGRAMS = 500;

/** An operation of a document. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Names the document: the same text has the same, such as its hash. */
  readonly documentKey: string;
}

interface Cached {
  readonly asked: Asked;
  readonly variables: Variables;
  /** Null when the operation is answered as a whole. */
  readonly program: DeferredProgram | null;
}

/** The programs of operations that are answered in parts: one for each set of fragments that variables let defer. */
export class DeferredPrograms {
  readonly #planner: Planner;
  readonly #schema: GraphQLSchema;
  readonly #types: TypeConditions;
  readonly #requirements: Requirements;
  readonly #programs = new BoundedMap<string, Cached>(MOST_PROGRAMS);

  constructor(planner: Planner, types: TypeConditions, requirements: Requirements) {
    this.#planner = planner;
    this.#schema = planner.apiSchema;
    this.#types = types;
    this.#requirements = requirements;
  }

  /** What has been answered in parts, with the variables that decided what is deferred. */
  inUse(): Pick<Cached, 'asked' | 'variables'>[] {
    return [...this.#programs.values()].filter(({ program }) => program !== null);
  }

  /**
   * Null when nothing is deferred, or too much.
   * @throws PlanRefused when the operation cannot be planned as a whole either
   * @param variables coerced ones
   */
  programOf(asked: Asked, variables: Variables, level: OverrideLevel): DeferredProgram | null {
    const { document, operationName, documentKey } = asked;
    const switches = [...deferVariables(document)].filter((name) => variables[name] !== false);
    const key = JSON.stringify([operationName, documentKey, switches, level.below]);
    const known = this.#programs.get(key);
    if (known !== undefined) return known.program;
    const program = this.#make(asked, variables, level);
    const deciding = Object.fromEntries([...deferVariables(document)].map((name) => [name, variables[name]]));
    this.#programs.set(key, {
      asked: { document, operationName, documentKey },
      variables: deciding,
      program,
    });
    return program;
  }

  #make(asked: Asked, variables: Variables, { active }: OverrideLevel): DeferredProgram | null {
    const deferral = this.#divide(asked, variables);
    if (deferral === null || deferral.parts.length === 0) return null;
    const whole = shapeSource(this.#schema, this.#types, this.#planner, deferral.document, undefined);
    const first = { ...whole, operation: deferral.first };
    return {
      program: new Program(this.#steps(asked, deferral, first, active), first, this.#requirements),
      whole,
      parts: deferral.parts.map((part) => new ProgramPart(part, whole)),
    };
  }

  #divide({ document, operationName }: Asked, variables: Variables): Deferral | null {
    try {
      return this.#planner.deferral(document, operationName, variables);
    } catch (error) {
      if (error instanceof PlanRefused) return null;
      throw error;
    }
  }

  /** Where the planner cannot give each part fetches of its own, those of the whole operation are divided among them. */
  #steps(
    { document, operationName }: Asked,
    deferral: Deferral,
    first: ShapeSource,
    overrides: ReadonlySet<string>,
  ): Step[] {
    try {
      const steps = stepsOf(this.#planner.planDeferred(deferral, overrides));
      // The planner lets a part take a context's values without waiting for the fetch that brings them.
      const takesContext = steps.some(({ contextRewrites }) => contextRewrites.length > 0);
      if (!takesContext && haveTypes(steps, deferral.parts, first)) return steps;
    } catch (error) {
      if (!(error instanceof PlanRefused)) throw error;
    }
    return stepsInParts(
      stepsOf(this.#planner.plan(document, operationName, overrides)),
      deferral.parts,
      first,
    );
  }
}
