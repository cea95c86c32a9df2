import { isJson, type Json, own, setOwn } from '../own.ts';
import type { RequiredField, RequiredSelection, Rewrite } from '../planning/index.ts';
import { applyRewrites } from './rewrites.ts';
import { functionOf, readKey } from './source-text.ts';
import type { TypeConditions } from './types.ts';

/** What a placer has met, by the value of one required field: the place, and the values of the others. */
export type SeenValues = Map<unknown, unknown>;

/**
 * Tells the place of an entity's representation in a request; -1 when it has none. Its text is only made, and given to
 * `add`, when no entity with the same values has been met: most entities of an answer stand in it many times.
 */
export type Placer = (entity: Json, seen: SeenValues, add: (text: string | null) => number) => number;

/** Makes what stands for an entity in a request: its type and the fields that a subgraph needs to know it by. */
export class Representation {
  readonly #requires: readonly RequiredSelection[];
  readonly #rewrites: readonly Rewrite[];
  readonly #types: TypeConditions;
  readonly #placers = new Map<unknown, Placer>();

  constructor(requires: readonly RequiredSelection[], rewrites: readonly Rewrite[], types: TypeConditions) {
    this.#requires = requires;
    this.#rewrites = rewrites;
    this.#types = types;
  }

  /** The placer for entities of one type; its texts are JSON, the same for equal representations. */
  placerFor(typename: unknown): Placer {
    const known = this.#placers.get(typename);
    if (known !== undefined) return known;
    const made = this.#makePlacer(typename);
    // Types are few, but what a subgraph says is not trusted to be one.
    if (this.#placers.size < MOST_PLACERS) this.#placers.set(typename, made);
    return made;
  }

  #makePlacer(typename: unknown): Placer {
    const fields = this.#fieldsOf(typename, this.#requires);
    if (!fields.some(({ name }) => name === '__typename')) return () => -1;
    const rewritten = this.#rewrites.length > 0 ? (entity: Json) => this.#rewritten(entity, fields) : null;
    return placerOf(fields, rewritten, (value, field) => this.#nestedText(value, field));
  }

  /** The fields of objects of one type, fragments opened, each name once. */
  #fieldsOf(typename: unknown, selections: readonly RequiredSelection[]): RequiredField[] {
    const fields = new Map<string, RequiredField>();
    for (const field of this.#opened(typename, selections)) {
      const sent = field.sendAs ?? field.name;
      const same = fields.get(sent);
      fields.set(sent, same === undefined ? field : both(same, field));
    }
    return [...fields.values()];
  }

  #opened(typename: unknown, selections: readonly RequiredSelection[]): RequiredField[] {
    return selections.flatMap((one) => {
      if (one.kind === 'Field') return one;
      return this.#types.holds(one.typeCondition, typename) ? this.#opened(typename, one.selections) : [];
    });
  }

  #rewritten(entity: Json, fields: readonly RequiredField[]): string | null {
    const representation = this.#select(entity, fields);
    if (representation === undefined) return null;
    applyRewrites(this.#rewrites, representation, this.#types);
    return JSON.stringify(representation);
  }

  #nestedText(value: unknown, field: RequiredField): string | null {
    const selected = this.#value(value, field.selections);
    return selected === undefined ? null : JSON.stringify(selected);
  }

  #select(source: Json, fields: readonly RequiredField[]): Json | undefined {
    const into: Json = {};
    for (const { name, sendAs, selections } of fields) {
      const value = this.#value(own(source, name), selections);
      if (value === undefined) return undefined;
      setOwn(into, sendAs ?? name, value);
    }
    return into;
  }

  /** Undefined when something that is needed has not been fetched. */
  #value(value: unknown, selections: readonly RequiredSelection[] | undefined): unknown {
    if (selections === undefined || value === null || value === undefined) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#value(item, selections));
      return items.includes(undefined) ? undefined : items;
    }
    return isJson(value) ? this.#select(value, this.#fieldsOf(value.__typename, selections)) : value;
  }
}

const MOST_PLACERS = 1_000;

/** One field that two fragments ask for, with what either wants of it. */
function both(one: RequiredField, other: RequiredField): RequiredField {
  if (one.selections === undefined || other.selections === undefined) return one;
  return { ...one, selections: [...one.selections, ...other.selections] };
}

/** What may need an escape in JSON: quotes, control characters and lone surrogates (ECMAScript, QuoteJSONString). */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

function jsonText(value: unknown): string {
  if (typeof value === 'string') return ESCAPED.test(value) ? JSON.stringify(value) : `"${value}"`;
  return JSON.stringify(value);
}

/**
 * Reads each field, compares the values with those that were met last with the first of them, and puts the texts
 * together, in one expression, when they are new. All entities of a placer are of one type, so that is not compared.
 */
function placerOf(
  fields: readonly RequiredField[],
  rewritten: ((entity: Json) => string | null) | null,
  nested: (value: unknown, field: RequiredField) => string | null,
): Placer {
  const reads: string[] = [];
  const values: string[] = [];
  const nestedTexts: string[] = [];
  const texts = fields.map(({ name, sendAs, selections }, index) => {
    reads.push(`const v${index}=${readKey('entity', name)};if(v${index}===undefined)return -1;`);
    if (name !== '__typename') values.push(`v${index}`);
    if (selections !== undefined)
      nestedTexts.push(`const t${index}=nested(v${index},fields[${index}]);if(t${index}===null)return -1;`);
    const key = `${index === 0 ? '{' : ','}${JSON.stringify(sendAs ?? name)}:`;
    return `${JSON.stringify(key)}+${selections === undefined ? `text(v${index})` : `t${index}`}`;
  });
  const [first = '""', ...others] = values;
  const isSame = ['known!==undefined', ...others.map((value) => `known.${value}===${value}`)].join('&&');
  const make =
    rewritten === null
      ? `${nestedTexts.join('')}const place=add(${texts.join('+')}+"}");`
      : 'const place=add(rewritten(entity));';
  const keep = `seen.set(${first},{place,${others.join()}});`;
  const body = `${reads.join('')}const known=seen.get(${first});if(${isSame})return known.place;${make}${keep}return place;`;
  return functionOf<Placer>(`function placeOf(entity,seen,add){${body}}`, {
    ...{ text: jsonText, nested, fields, rewritten },
  });
}
