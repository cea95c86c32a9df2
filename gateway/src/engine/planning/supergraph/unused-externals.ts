import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isInterfaceType,
} from 'graphql';
import { mapFieldSet, parseFieldSet } from './field-set.ts';
import {
  applications,
  type FieldedType,
  fieldedTypes,
  isGiven,
  mapFieldedTypes,
  namedTypeOf,
  textOf,
} from './sdl.ts';

/**
 * Leaves out `external: true` of the named fields in subgraphs where neither a field set nor an interface uses them
 * any more, since a subgraph with an unused external field is refused.
 */
export function withoutUnusedExternals(document: DocumentNode, fields: ReadonlySet<string>): DocumentNode {
  const used = new UsedFields(document);
  return mapFieldedTypes(document, (type) => ({
    ...type,
    fields: (type.fields ?? []).map((field) =>
      fields.has(field.name.value) ? withUsed(type, field, used) : field,
    ),
  }));
}

function withUsed(type: FieldedType, field: FieldDefinitionNode, used: UsedFields): FieldDefinitionNode {
  const isUnused = (join: ConstDirectiveNode) =>
    isBorrowed(join) && !used.has(textOf(join, 'graph') ?? '', type, field.name.value);
  const directives = (field.directives ?? []).filter(
    (directive) => directive.name.value !== 'join__field' || !isUnused(directive),
  );
  return { ...field, directives };
}

/** A subgraph knows the field without resolving it. */
function isBorrowed(join: ConstDirectiveNode): boolean {
  if (isGiven(join, 'external', true)) return true;
  return isGiven(join, 'usedOverridden', true) && textOf(join, 'overrideLabel') === undefined;
}

/** Which fields the field sets of a subgraph select, and which its interfaces ask for. */
class UsedFields {
  readonly #schema: GraphQLSchema;
  readonly #used = new Set<string>();
  readonly #fieldsOfInterfaces = new Set<string>();

  constructor(document: DocumentNode) {
    this.#schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
    for (const type of fieldedTypes(document)) {
      for (const join of applications(type, 'join__type')) this.#addFieldSet(join, 'key', type.name.value);
      for (const field of type.fields ?? []) this.#addField(type, field);
    }
  }

  has(graph: string, type: FieldedType, field: string): boolean {
    if (this.#used.has(`${graph} ${type.name.value}.${field}`)) return true;
    return applications(type, 'join__implements').some(
      (join) =>
        textOf(join, 'graph') === graph &&
        this.#fieldsOfInterfaces.has(`${graph} ${textOf(join, 'interface')}.${field}`),
    );
  }

  #addField(type: FieldedType, field: FieldDefinitionNode): void {
    const joins = applications(field, 'join__field');
    for (const join of joins) {
      this.#addFieldSet(join, 'requires', type.name.value);
      this.#addFieldSet(join, 'provides', namedTypeOf(field));
    }
    // Without join__field a field is in every subgraph that has the type.
    for (const join of joins.length > 0 ? joins : applications(type, 'join__type'))
      this.#fieldsOfInterfaces.add(`${textOf(join, 'graph')} ${type.name.value}.${field.name.value}`);
  }

  #addFieldSet(join: ConstDirectiveNode, name: 'key' | 'requires' | 'provides', parent: string): void {
    const text = textOf(join, name);
    const graph = textOf(join, 'graph');
    if (text === undefined) return;
    mapFieldSet(this.#schema, this.#schema.getType(parent), parseFieldSet(text), (field) => {
      const types = isInterfaceType(field.parent)
        ? [field.parent, ...this.#schema.getPossibleTypes(field.parent)]
        : [field.parent];
      for (const type of types) this.#used.add(`${graph} ${type.name}.${field.node.name.value}`);
      return field.node;
    });
  }
}
