import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import { mapFieldSet, parseFieldSet } from './field-set.ts';
import { applications, argument, type FieldedType, fieldedTypes, namedTypeOf, textOf } from './sdl.ts';

/**
 * The names of all fields that some field set of the supergraph selects. Plans fetch and read them under their own
 * name, so no alias of a client may use one for another field.
 */
export function fieldsOfFieldSets(document: DocumentNode): Set<string> {
  const collector = new Collector(document);
  for (const type of fieldedTypes(document)) collector.addType(type);
  return collector.names;
}

class Collector {
  readonly names = new Set<string>();
  readonly #schema: GraphQLSchema;

  constructor(document: DocumentNode) {
    this.#schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  }

  addType(type: FieldedType): void {
    for (const join of applications(type, 'join__type')) this.#add(type.name.value, textOf(join, 'key'));
    for (const field of type.fields ?? []) {
      for (const join of applications(field, 'join__field')) {
        this.#add(type.name.value, textOf(join, 'requires'));
        this.#add(namedTypeOf(field), textOf(join, 'provides'));
        for (const selection of contextSelections(join)) this.#addEveryName(selection);
      }
    }
  }

  #add(parent: string, text: string | undefined): void {
    if (text === undefined) return;
    mapFieldSet(this.#schema, this.#schema.getType(parent), parseFieldSet(text), ({ node }) => {
      this.names.add(node.name.value);
      return node;
    });
  }

  /** A context may be set on several types, so its names are taken as they are. */
  #addEveryName(selection: string): void {
    for (const [name] of selection.matchAll(/\w+/g)) this.names.add(name);
  }
}

function contextSelections(join: ConstDirectiveNode): string[] {
  const contexts = argument(join, 'contextArguments');
  if (contexts?.kind !== Kind.LIST) return [];
  return contexts.values.flatMap((context) => {
    if (context.kind !== Kind.OBJECT) return [];
    const selection = context.fields.find(({ name }) => name.value === 'selection')?.value;
    return selection?.kind === Kind.STRING ? [selection.value] : [];
  });
}
