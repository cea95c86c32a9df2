import { isJson, type Json, own, setOwn } from '../own.ts';
import type { RequiredField, RequiredSelection, Rewrite } from '../planning/index.ts';
import { applyRewrites } from './rewrites.ts';
import { functionOf, readKey } from './source-text.ts';
import type { TypeConditions } from './types.ts';

/** Writes an entity's representation; null when it lacks a field. */
type Writer = (entity: Json) => string | null;

/** Makes what stands for an entity in a request: its type and the fields that a subgraph needs to know it by. */
export class Representation {
  readonly #requires: readonly RequiredSelection[];
  readonly #rewrites: readonly Rewrite[];
  readonly #types: TypeConditions;
  readonly #writers = new Map<unknown, Writer>();

  constructor(requires: readonly RequiredSelection[], rewrites: readonly Rewrite[], types: TypeConditions) {
    this.#requires = requires;
    this.#rewrites = rewrites;
    this.#types = types;
  }

  /** As JSON text, the same for equal ones; null when the entity is of another type or lacks a field. */
  textOf(entity: Json): string | null {
    const typename = entity.__typename;
    const known = this.#writers.get(typename);
    if (known !== undefined) return known(entity);
    const writer = this.#writerFor(typename);
    // Types are few, but what a subgraph says is not trusted to be one.
    if (this.#writers.size < MOST_WRITERS) this.#writers.set(typename, writer);
    return writer(entity);
  }

  #writerFor(typename: unknown): Writer {
    const fields = this.#fieldsOf(typename, this.#requires);
    if (!fields.some(({ name }) => name === '__typename')) return () => null;
    if (this.#rewrites.length > 0) return (entity) => this.#rewritten(entity, fields);
    return writerOf(fields, (value, field) => this.#nestedText(value, field));
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

const MOST_WRITERS = 1_000;

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

/** Reads each field and puts the texts together, in one expression. */
function writerOf(
  fields: readonly RequiredField[],
  nested: (value: unknown, field: RequiredField) => string | null,
): Writer {
  const reads: string[] = [];
  const texts = fields.map(({ name, sendAs, selections }, index) => {
    reads.push(`const v${index}=${readKey('entity', name)};if(v${index}===undefined)return null;`);
    if (selections !== undefined)
      reads.push(`const t${index}=nested(v${index},fields[${index}]);if(t${index}===null)return null;`);
    const key = `${index === 0 ? '{' : ','}${JSON.stringify(sendAs ?? name)}:`;
    return `${JSON.stringify(key)}+${selections === undefined ? `text(v${index})` : `t${index}`}`;
  });
  const body = `${reads.join('')}return ${texts.join('+')}+"}";`;
  return functionOf<Writer>(`function(entity){${body}}`, { text: jsonText, nested, fields });
}
