import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';
import { callOf } from './call.ts';

/** Names that mean something to planner, executor or language, whatever the schema. */
const ALWAYS_RESERVED = ['__typename', '__proto__'];
/** How the planner names what it has to keep apart. */
const PLANNER_ALIAS = /__alias_\d+$/;

/**
 * Under which keys the values of client fields lie in fetched data, where that is not the response name.
 *
 * Plans fetch key and required fields under their own names; a client that gives such a name to another field
 * (`{ id: name }`) would have its value sent as the key. And fields of interface objects, and those below, are fetched
 * without type conditions, so that `... on Cat { age } ... on Dog { age(in: MONTHS) }` would become one field. Such
 * fields get a suffix towards subgraphs and in the data, and lose it in the answer.
 */
export class DataKeys {
  readonly #reserved: ReadonlySet<string>;
  readonly #untyped: ReadonlySet<string>;
  readonly #suffix: string;
  readonly #suffixed: RegExp;

  /**
   * @param reserved names that must stay with their own fields
   * @param untyped names of fields that are fetched without type conditions
   * @param fieldNames every field name of the schema
   */
  constructor(reserved: ReadonlySet<string>, untyped: ReadonlySet<string>, fieldNames: Iterable<string>) {
    this.#reserved = new Set([...reserved, ...ALWAYS_RESERVED]);
    this.#untyped = untyped;
    const names = [...fieldNames];
    const pattern = (suffix: string) => new RegExp(`${suffix}[0-9a-f]*$`);
    let suffix = '__as';
    while (names.some((name) => pattern(suffix).test(name))) suffix += '_';
    this.#suffix = suffix;
    this.#suffixed = pattern(suffix);
  }

  /** The key under which the value of a field of the client's document lies in the data. */
  keyOf(field: FieldNode): string {
    const name = field.name.value;
    const alias = field.alias?.value ?? name;
    const isPlain = alias === name && (field.arguments ?? []).length === 0;
    if (this.#untyped.has(name) && !isPlain) return alias + this.#suffix + hashOf(callOf(field));
    return alias === name || !this.#isReserved(alias) ? alias : alias + this.#suffix;
  }

  /** The client's response name for a key of the data. */
  responseNameOf(key: string): string {
    return key.replace(this.#suffixed, '');
  }

  /** The client's document with each alias replaced by its data key. */
  toData(document: DocumentNode): DocumentNode {
    return visit(document, { Field: (field) => withAlias(field, this.keyOf(field)) });
  }

  #isReserved(alias: string): boolean {
    return this.#reserved.has(alias) || this.#suffixed.test(alias) || PLANNER_ALIAS.test(alias);
  }
}

/** undefined, which leaves a node as it is when a visitor returns it, where nothing changes. */
function withAlias(field: FieldNode, alias: string): FieldNode | undefined {
  if (alias === (field.alias?.value ?? field.name.value)) return undefined;
  return { ...field, alias: { kind: Kind.NAME, value: alias } };
}

/** FNV-1a in 32 bits, as hexadecimal digits. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16);
}
