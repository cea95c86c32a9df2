import {
  type ArgumentNode,
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  Kind,
  print,
} from 'graphql';
import { type FieldSetField, mapFieldSet, parseFieldSet, printFieldSet } from './field-set.ts';
import {
  applications,
  argument,
  type FieldedType,
  fieldedTypes,
  graphNames,
  mapFieldedTypes,
  textOf,
} from './sdl.ts';
import { withoutUnusedExternals } from './unused-externals.ts';

/** A field of the planner's supergraph that stands for another field with fixed arguments. */
export interface HoistedField {
  readonly name: string;
  readonly field: string;
  readonly arguments: readonly ArgumentNode[];
}

/** What one field requires: real path in the representation → the names of the planner's supergraph meant there. */
export type Need = ReadonlyMap<string, ReadonlySet<string>>;

/** A supergraph whose `@requires` select no field that takes arguments, and what that stands for. */
export interface Hoisting {
  readonly document: DocumentNode;
  readonly fields: ReadonlyMap<string, HoistedField>;
  /** What each field with `@requires` requires, by `coordinate`. */
  readonly needs: ReadonlyMap<string, Need>;
  /** Names of the fields with `@requires`. */
  readonly requiring: ReadonlySet<string>;
  /** The paths that the keys of each type consist of, by `coordinate`. */
  readonly keyPaths: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Identifies a type, or a field of it, as one subgraph knows it. */
export function coordinate(subgraph: string, type: string, field = ''): string {
  return `${subgraph} ${type}.${field}`;
}

/**
 * Gives every field that takes arguments a second, argument-less field for each choice of arguments that some
 * `@requires` makes, and lets the `@requires` select that one. The planner merges selections by response name alone:
 * without this, what a `@requires` selects replaces the client's own arguments, or those of another `@requires`. A
 * selection without arguments is hoisted too where arguments are possible, since a client may give some.
 */
export function hoistRequires(document: DocumentNode): Hoisting {
  return new Hoister(document).hoist();
}

class Hoister {
  readonly #document: DocumentNode;
  readonly #schema: GraphQLSchema;
  readonly #graphs: ReadonlyMap<string, string>;
  readonly #mark: string;
  readonly #fields = new Map<string, HoistedField>();
  readonly #nameBySignature = new Map<string, string>();
  /** Type → hoisted names that its own field sets, or those of a type it implements, select on it. */
  readonly #byType = new Map<string, Set<string>>();
  readonly #needs = new Map<string, Need>();
  readonly #requiring = new Set<string>();

  constructor(document: DocumentNode) {
    this.#document = document;
    // The composer has validated the text; only types and fields are looked up here.
    this.#schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
    this.#graphs = graphNames(document);
    this.#mark = unusedMark(document);
  }

  hoist(): Hoisting {
    const required = mapFieldedTypes(this.#document, (type) => this.#withHoistedRequires(type));
    const hoisted = {
      fields: this.#fields,
      needs: this.#needs,
      requiring: this.#requiring,
      keyPaths: this.#keyPaths(),
    };
    if (this.#fields.size === 0) return { ...hoisted, document: this.#document };
    const complete = mapFieldedTypes(required, (type) => this.#withHoistedFields(type));
    const affected = new Set([...this.#fields.values()].flatMap(({ name, field }) => [name, field]));
    return { ...hoisted, document: withoutUnusedExternals(complete, affected) };
  }

  #withHoistedRequires(type: FieldedType): FieldedType {
    const fields = (type.fields ?? []).map((field) => {
      const joins = applications(field, 'join__field').filter((join) => argument(join, 'requires'));
      if (joins.length === 0) return field;
      const changed = new Map(joins.map((join) => [join, this.#hoistJoin(type, field, join)]));
      const directives = (field.directives ?? []).map((directive) => changed.get(directive) ?? directive);
      return { ...field, directives };
    });
    return { ...type, fields };
  }

  #hoistJoin(type: FieldedType, field: FieldDefinitionNode, join: ConstDirectiveNode): ConstDirectiveNode {
    const need = new Map<string, Set<string>>();
    const set = mapFieldSet(
      this.#schema,
      this.#schema.getType(type.name.value),
      parseFieldSet(textOf(join, 'requires') ?? ''),
      (selected) => this.#hoistSelection(selected, need),
    );
    this.#requiring.add(field.name.value);
    this.#needs.set(coordinate(this.#subgraphOf(join), type.name.value, field.name.value), need);
    const value = { kind: Kind.STRING as const, value: printFieldSet(set) };
    const args = (join.arguments ?? []).map((arg) =>
      arg.name.value === 'requires' ? { ...arg, value } : arg,
    );
    return { ...join, arguments: args };
  }

  #subgraphOf(join: ConstDirectiveNode): string {
    const graph = textOf(join, 'graph') ?? '';
    return this.#graphs.get(graph) ?? graph;
  }

  #keyPaths(): Map<string, Set<string>> {
    const paths = new Map<string, Set<string>>();
    for (const type of fieldedTypes(this.#document)) {
      for (const join of applications(type, 'join__type')) {
        const place = coordinate(this.#subgraphOf(join), type.name.value);
        const known = paths.get(place) ?? new Set();
        paths.set(place, known);
        const keys = parseFieldSet(textOf(join, 'key') ?? '__typename');
        mapFieldSet(this.#schema, this.#schema.getType(type.name.value), keys, ({ node, path }) => {
          known.add(path);
          return node;
        });
      }
    }
    return paths;
  }

  #hoistSelection(
    { node, parent, definition, path }: FieldSetField,
    need: Map<string, Set<string>>,
  ): FieldNode {
    const takesArguments = definition.args.length > 0;
    const name = takesArguments ? this.#nameOf(node) : node.name.value;
    need.set(path, (need.get(path) ?? new Set()).add(name));
    if (!takesArguments) return node;
    this.#addTo(parent.name, name);
    if (isInterfaceType(parent)) {
      const { objects, interfaces } = this.#schema.getImplementations(parent);
      for (const implementation of [...objects, ...interfaces]) this.#addTo(implementation.name, name);
    }
    return { ...node, name: { kind: Kind.NAME, value: name }, arguments: [] };
  }

  #nameOf(node: FieldNode): string {
    const args = [...(node.arguments ?? [])].sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
    const signature = `${node.name.value}(${args.map((arg) => print(arg)).join(', ')})`;
    const known = this.#nameBySignature.get(signature);
    if (known !== undefined) return known;
    const name = `${node.name.value}${this.#mark}${this.#fields.size}`;
    this.#nameBySignature.set(signature, name);
    this.#fields.set(name, { name, field: node.name.value, arguments: args });
    return name;
  }

  #addTo(type: string, name: string): void {
    this.#byType.set(type, (this.#byType.get(type) ?? new Set()).add(name));
  }

  #withHoistedFields(type: FieldedType): FieldedType {
    const names = this.#byType.get(type.name.value);
    if (names === undefined) return type;
    const added = [...names].flatMap((name) => {
      const hoisted = this.#fields.get(name);
      const field = type.fields?.find((candidate) => candidate.name.value === hoisted?.field);
      return field === undefined ? [] : [standIn(field, name)];
    });
    return { ...type, fields: [...(type.fields ?? []), ...added] };
  }
}

/** The same field for the planner: no arguments, and of its directives only where it comes from. */
function standIn(field: FieldDefinitionNode, name: string): FieldDefinitionNode {
  return {
    kind: Kind.FIELD_DEFINITION,
    name: { kind: Kind.NAME, value: name },
    type: field.type,
    directives: applications(field, 'join__field'),
  };
}

/** What hoisted names have between field and number; no name of the supergraph contains it. */
function unusedMark(document: DocumentNode): string {
  const names = new Set<string>();
  mapFieldedTypes(document, (type) => {
    for (const field of type.fields ?? []) names.add(field.name.value);
    return type;
  });
  let mark = '__req';
  while ([...names].some((name) => name.includes(mark))) mark += '_';
  return mark;
}
