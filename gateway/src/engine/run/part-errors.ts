import type { GraphQLError } from 'graphql';
import type { DeferredProgram } from '../compile/deferred-program.ts';
import { isJson, type Json, own } from '../own.ts';
import { AskedPaths } from '../shape/asked-paths.ts';
import type { Path } from '../shape/exact-shape.ts';
import type { FieldsType, Variables } from '../shape/selected-fields.ts';
import type { Execution } from './execution.ts';

/** An object of a part. */
interface Place {
  /** As fetched. */
  readonly data: Json;
  readonly path: Path;
}

/**
 * Says in which part of an answer an error stands. A fetch may bring fields of several parts, so that is decided by
 * who asks for what the error's path leads to; errors about nothing that was asked for stand in the part of their fetch.
 */
export class PartErrors {
  readonly #program: DeferredProgram;
  readonly #variables: Variables;
  readonly #execution: Execution;
  /** Errors of the first part's fetches that stand in later parts. */
  readonly #later: GraphQLError[] = [];
  readonly #told = new Set<GraphQLError>();

  constructor(program: DeferredProgram, variables: Variables, execution: Execution) {
    this.#program = program;
    this.#variables = variables;
    this.#execution = execution;
  }

  /** The errors of what is answered first. Called once, when its steps have ended. */
  ofFirst(): GraphQLError[] {
    const { data, errors } = this.#execution;
    const first = new AskedPaths(this.#program.program.shape, this.#variables, data);
    const whole = this.#whole();
    return errors.filter((error) => {
      if (error.path === undefined) return true;
      const standing = whole.standingOf(error.path);
      if (standing !== 'asked') return standing === 'unasked';
      if (first.standingOf(error.path) === 'asked') return true;
      this.#later.push(error);
      return false;
    });
  }

  /** The errors of later parts that are the reason for a null in what is answered first. */
  belowNullsOfFirst(shaped: Json | null): GraphQLError[] {
    return this.#later.filter(({ path = [] }) => leadsBelowNull(path, shaped));
  }

  /** The errors of one object of a later part, when all steps have ended that it waits for. */
  of(number: number, type: FieldsType, { data, path }: Place): GraphQLError[] {
    const part = this.#program.parts[number];
    if (part === undefined) return [];
    const own = this.#execution.laterErrors(number);
    const asked = new AskedPaths(part.shape, this.#variables, data, type);
    const whole = this.#whole();
    const placed = this.#below(number, path).filter((error) => {
      const errorPath = error.path ?? [];
      const standing = whole.standingOf(errorPath);
      if (asked.standingOf(errorPath.slice(path.length)) === 'asked') return standing !== 'foreign';
      return standing === 'unasked' && own.includes(error);
    });
    const general = own.filter((error) => error.path === undefined && !this.#told.has(error));
    for (const error of general) this.#told.add(error);
    return [...placed, ...general];
  }

  /** The errors of parts inside of a part that are the reason for a null in it. @param known those told anyway */
  belowNulls(
    number: number,
    { path }: Place,
    shaped: Json | null,
    known: readonly GraphQLError[],
  ): GraphQLError[] {
    const whole = this.#whole();
    return this.#below(number, path).filter((error) => {
      const errorPath = error.path ?? [];
      return (
        !known.includes(error) &&
        leadsBelowNull(errorPath.slice(path.length), shaped) &&
        whole.standingOf(errorPath) !== 'foreign'
      );
    });
  }

  /** What is known of errors at or below an object of a part. */
  #below(number: number, place: Path): GraphQLError[] {
    return [...this.#later, ...this.#around(number)].filter(
      ({ path }) => path !== undefined && place.every((step, depth) => path[depth] === step),
    );
  }

  /** The errors of a part's steps and of those of the parts around it. */
  #around(part: number | null): readonly GraphQLError[] {
    if (part === null) return [];
    const outer = this.#program.parts[part]?.outer ?? null;
    return [...this.#around(outer), ...this.#execution.laterErrors(part)];
  }

  #whole(): AskedPaths {
    return new AskedPaths(this.#program.whole, this.#variables, this.#execution.data);
  }
}

function leadsBelowNull(path: Path, shaped: unknown): boolean {
  let value = shaped;
  for (const step of path) {
    if (value === null) return true;
    value = isJson(value) ? own(value, String(step)) : Array.isArray(value) ? value[Number(step)] : undefined;
  }
  return value === null;
}
