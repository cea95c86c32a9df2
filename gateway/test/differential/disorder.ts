import {
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Owners } from './owners.ts';
import type { Random } from './random.ts';
import type { Absence, Disorder, Fault, Scenario } from './world.ts';

const ABSENCES: readonly Absence[] = ['rejects', 'errors only', 'null and errors', 'null only', 'empty'];

/** A field that an execution resolved. */
export interface Visit {
  readonly thing: string;
  readonly type: string;
  readonly field: string;
}

/** Thinks of things that go wrong where an operation notices. */
export class Mischief {
  readonly #scenario: Scenario;
  readonly #schema: GraphQLSchema;
  readonly #owners: Owners;
  readonly #random: Random;
  readonly #sound: ReadonlySet<string>;

  constructor(scenario: Scenario, schema: GraphQLSchema, owners: Owners, random: Random) {
    this.#scenario = scenario;
    this.#schema = schema;
    this.#owners = owners;
    this.#random = random;
    this.#sound = soundFields(scenario);
  }

  /** @param visits of the execution without faults; undefined when nothing can be done to the operation */
  disorder(document: DocumentNode, visits: readonly Visit[]): Disorder | undefined {
    const random = this.#random;
    const kind = random.below(100);
    const isUnchecked = random.chance(60);
    if (kind < 15) {
      const subgraph = this.#dispensable(document, visits);
      if (subgraph === undefined) return undefined;
      return {
        faults: new Map(),
        missing: undefined,
        isUnchecked,
        away: { subgraph, how: random.pick(ABSENCES) },
      };
    }
    if (kind < 30) return this.#missing(document, visits, isUnchecked);
    const faults = this.#faults(visits, kind < 60 ? 1 : 4);
    return faults.size === 0 ? undefined : { faults, isUnchecked, away: undefined, missing: undefined };
  }

  #missing(document: DocumentNode, visits: readonly Visit[], isUnchecked: boolean): Disorder | undefined {
    const subgraph = this.#dispensable(document, visits);
    if (subgraph === undefined) return undefined;
    const concerned = visits.filter(({ type, field }) => this.#owners.of(type, field).includes(subgraph));
    const needed = concerned.filter(({ type, field }) => isNonNullType(this.#typeOf(type, field)));
    const entities = new Set(this.#scenario.entities.map(({ $id }) => $id));
    const names = [...new Set(concerned.map(({ thing }) => thing))].filter(
      (name) => entities.has(name) && needed.every(({ thing }) => thing !== name),
    );
    const things = new Set(this.#random.some(names, 3));
    if (things.size === 0) return undefined;
    return { faults: new Map(), away: undefined, missing: { subgraph, things }, isUnchecked };
  }

  #faults(visits: readonly Visit[], most: number): Map<string, Fault> {
    const possible = visits.filter(({ field }) => !this.#sound.has(field));
    return new Map(
      this.#random
        .some(possible, most)
        .map(({ thing, type, field }) => [`${thing}.${field}`, this.#fault(type, field)]),
    );
  }

  #fault(type: string, field: string): Fault {
    const output = this.#typeOf(type, field);
    const lie = output && this.#lie(output);
    const kinds: Fault[] = [{ kind: 'error' }, { kind: 'null' }];
    if (output && isListType(getNullableType(output))) kinds.push({ kind: 'null item' });
    if (lie !== undefined) kinds.push({ kind: 'lie', value: lie }, { kind: 'lie', value: lie });
    return this.#random.pick(kinds);
  }

  #typeOf(type: string, field: string): GraphQLOutputType | undefined {
    const parent = this.#schema.getType(type);
    return isObjectType(parent) ? parent.getFields()[field]?.type : undefined;
  }

  /** What graphql-js refuses for the type; undefined when it takes anything. */
  #lie(type: GraphQLOutputType): unknown {
    const random = this.#random;
    const plain = getNullableType(type);
    if (isListType(plain)) {
      const item = this.#lie(plain.ofType);
      return item === undefined || random.chance(50)
        ? random.pick<unknown>(['no list', 7, {}])
        : [item, null];
    }
    if (isEnumType(plain)) return random.pick<unknown>(['NO_SUCH_VALUE', {}, 'constructor']);
    if (!isLeafType(plain)) return undefined;
    switch (plain.name) {
      case 'Int':
        return random.pick<unknown>(['abc', 1.5, {}, [1, 2], 2 ** 31]);
      case 'Float':
        return random.pick<unknown>(['abc', {}, [1, 2]]);
      case 'Boolean':
        return random.pick<unknown>(['yes', {}, []]);
      case 'ID':
        return random.pick<unknown>([1.5, {}, true]);
      case 'String':
        return random.pick<unknown>([{}, { a: 1 }, [], ['text']]);
      default:
        return undefined;
    }
  }

  /** A subgraph that gives some of the visited fields, and that no field of the operation can be had without. */
  #dispensable(document: DocumentNode, visits: readonly Visit[]): string | undefined {
    const shared = this.#sharedFields(document);
    const fitting = this.#scenario.dispensable.filter(
      (subgraph) =>
        visits.some(({ type, field }) => this.#owners.of(type, field).includes(subgraph)) &&
        shared.every((owners) => !owners.includes(subgraph)),
    );
    return fitting.length === 0 ? undefined : this.#random.pick(fitting);
  }

  /** The owners of each field that several subgraphs could be asked for; a plain `id` is where its object is. */
  #sharedFields(document: DocumentNode): (readonly string[])[] {
    const shared: (readonly string[])[] = [];
    const info = new TypeInfo(this.#schema);
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: ({ name, alias }) => {
          const parent = info.getParentType();
          if (!parent || (name.value === 'id' && alias === undefined)) return;
          const possible = isAbstractType(parent) ? this.#schema.getPossibleTypes(parent) : [];
          const interfaces = isObjectType(parent) ? parent.getInterfaces() : [];
          const types = [parent, ...possible, ...interfaces];
          for (const type of types) {
            const owners = this.#owners.of(type.name, name.value);
            if (owners.length > 1) shared.push(owners);
          }
        },
      }),
    );
    return shared;
  }
}

/** Names of the fields that never fail: those in keys and requirements, which subgraphs exchange, and the scenario's. */
function soundFields({ subgraphs, sound }: Scenario): Set<string> {
  const names = new Set<string>(sound);
  for (const sdl of Object.values(subgraphs)) {
    for (const [, fields] of sdl.matchAll(/@(?:key|requires)\(fields: "((?:[^"\\]|\\.)*)"/g)) {
      visit(parse(`{${fields?.replaceAll('\\"', '"')}}`), {
        Field: ({ name }) => void names.add(name.value),
      });
    }
  }
  return names;
}
