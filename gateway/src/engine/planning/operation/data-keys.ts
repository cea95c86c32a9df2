import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';

/** Names that mean something to planner, executor or language, whatever the schema. */
const ALWAYS_RESERVED = ['__typename', '__proto__'];
/** How the planner names what it has to keep apart. */
const PLANNER_ALIAS = /__alias_\d+$/;

/**
 * Under which keys the values of client fields lie in fetched data. Plans fetch key and required fields under their
 * own names; a client that gives such a name to another field (`{ id: name }`) would have its value sent as the key.
 * So that alias gets a suffix towards subgraphs and in the data, and loses it in the answer.
 */
export class DataKeys {
  readonly #reserved: ReadonlySet<string>;
  readonly #suffix: string;

  /**
   * @param reserved names that must stay with their own fields
   * @param fieldNames every field name of the schema
   */
  constructor(reserved: ReadonlySet<string>, fieldNames: Iterable<string>) {
    this.#reserved = new Set([...reserved, ...ALWAYS_RESERVED]);
    const names = [...fieldNames];
    let suffix = '__as';
    while (names.some((name) => name.endsWith(suffix))) suffix += '_';
    this.#suffix = suffix;
  }

  /** The key under which the value of a field of the client's document lies in the data. */
  keyOf(field: FieldNode): string {
    const name = field.name.value;
    const alias = field.alias?.value ?? name;
    return alias === name || !this.#isReserved(alias) ? alias : alias + this.#suffix;
  }

  /** The client's response name for a key of the data. */
  responseNameOf(key: string): string {
    return key.endsWith(this.#suffix) ? key.slice(0, -this.#suffix.length) : key;
  }

  /** The client's document with each alias replaced by its data key. */
  toData(document: DocumentNode): DocumentNode {
    return visit(document, { Field: (field) => withAlias(field, this.keyOf(field)) });
  }

  /** The reverse of `toData`, for parts of the client's document that come back from the planner. */
  toResponse(document: DocumentNode): DocumentNode {
    return visit(document, {
      Field: (field) => withAlias(field, this.responseNameOf(field.alias?.value ?? field.name.value)),
    });
  }

  #isReserved(alias: string): boolean {
    return this.#reserved.has(alias) || alias.endsWith(this.#suffix) || PLANNER_ALIAS.test(alias);
  }
}

/** undefined, which leaves a node as it is when a visitor returns it, where nothing changes. */
function withAlias(field: FieldNode, alias: string): FieldNode | undefined {
  if (alias === (field.alias?.value ?? field.name.value)) return undefined;
  return { ...field, alias: { kind: Kind.NAME, value: alias } };
}
