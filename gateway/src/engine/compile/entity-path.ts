import { isJson, type Json, own } from '../own.ts';
import type { PathStep } from '../planning/index.ts';
import { type Collector, collectorOf } from './collector.ts';
import type { TypeConditions } from './types.ts';

/** An entity in the data, with where it stands in the answer. */
export interface Place {
  readonly entity: Json;
  readonly path: readonly (string | number)[];
}

type Keys = (string | number)[];

/** Finds the entities that a step adds to: the way through the data that a plan's Flatten names. */
export class EntityPath {
  readonly #steps: readonly PathStep[];
  readonly #types: TypeConditions;
  readonly #collect: Collector;

  constructor(steps: readonly PathStep[], types: TypeConditions) {
    this.#steps = steps;
    this.#types = types;
    this.#collect = collectorOf(steps, types);
  }

  /** The entities in the order of the answer; one that stands at several places is given several times. */
  collect(data: unknown): Json[] {
    const found: Json[] = [];
    this.#collect(data, found);
    return found;
  }

  /** The same entities in the same order, each with its path: for errors, so its speed matters less. */
  places(data: unknown): Place[] {
    const found: Place[] = [];
    const path: Keys = [];
    this.#walk(data, 0, (entity) => found.push({ entity, path: [...path] }), path);
    return found;
  }

  #walk(value: unknown, depth: number, found: (entity: Json) => void, path: Keys): void {
    const step = this.#steps[depth];
    if (step === undefined || step.kind === 'parent') {
      if (isJson(value)) found(value);
      else if (Array.isArray(value)) this.#each(value, depth, found, path);
    } else if (step.kind === 'each') {
      if (Array.isArray(value)) this.#each(value, depth + 1, found, path);
    } else if (isJson(value)) {
      if (step.kind === 'key') this.#enter(own(value, step.name), step.name, depth + 1, found, path);
      else if (step.names.some((name) => this.#types.holds(name, value.__typename)))
        this.#walk(value, depth + 1, found, path);
    }
  }

  #each(items: readonly unknown[], depth: number, found: (entity: Json) => void, path: Keys): void {
    for (let index = 0; index < items.length; index++) this.#enter(items[index], index, depth, found, path);
  }

  #enter(
    value: unknown,
    key: string | number,
    depth: number,
    found: (entity: Json) => void,
    path: Keys,
  ): void {
    if (value === null || value === undefined) return;
    path.push(key);
    this.#walk(value, depth, found, path);
    path.pop();
  }
}
