import { allOf, NOTHING, type Requirement, type WrittenRequirements } from '@manuel/access';
import {
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import {
  applications,
  argument,
  fieldedTypes,
  namedTypeOf,
  textOf,
} from '../engine/planning/supergraph/sdl.ts';

/**
 * What fields ask for because subgraphs make them from other fields: whoever may not have those could read them
 * through these. Composition asks for the same directives on both, but a supergraph may come from elsewhere.
 * @returns by coordinate, of the fields that have `@requires` or take values of a context
 */
export function requiredFields(
  document: DocumentNode,
  written: WrittenRequirements,
): Map<string, Requirement> {
  return new RequiredFields(document, written).all();
}

class RequiredFields {
  readonly #written: WrittenRequirements;
  readonly #fields = new Map<string, FieldDefinitionNode>();
  /** The types that hold a context, by its name. */
  readonly #contexts = new Map<string, string[]>();
  readonly #known = new Map<string, Requirement>();
  /** Each object that an interface may be. */
  readonly #implementations = new Map<string, string[]>();

  constructor(document: DocumentNode, written: WrittenRequirements) {
    this.#written = written;
    for (const type of fieldedTypes(document)) {
      const name = type.name.value;
      for (const field of type.fields ?? []) this.#fields.set(`${name}.${field.name.value}`, field);
      for (const context of applications(type, 'context')) add(this.#contexts, textOf(context, 'name'), name);
      for (const above of type.interfaces ?? []) add(this.#implementations, above.name.value, name);
    }
  }

  all(): Map<string, Requirement> {
    const all = [...this.#fields.keys()].map((coordinate) => [coordinate, this.#of(coordinate)] as const);
    return new Map(all.filter(([, requirement]) => requirement !== NOTHING));
  }

  #of(coordinate: string): Requirement {
    const known = this.#known.get(coordinate);
    if (known !== undefined) return known;
    // Fields that need each other in a circle ask for what has been found by then.
    this.#known.set(coordinate, NOTHING);
    const field = this.#fields.get(coordinate);
    const [type = ''] = coordinate.split('.');
    const needed = field === undefined ? [] : this.#neededBy(type, field);
    const found = needed.length === 0 ? NOTHING : allOf(...needed);
    this.#known.set(coordinate, found);
    return found;
  }

  #neededBy(type: string, field: FieldDefinitionNode): Requirement[] {
    return applications(field, 'join__field').flatMap((join) => {
      const requires = textOf(join, 'requires');
      const own = requires === undefined ? [] : this.#selected(type, fieldSet(`{ ${requires} }`));
      return [...own, ...this.#fromContexts(argument(join, 'contextArguments'))];
    });
  }

  #fromContexts(list: ReturnType<typeof argument>): Requirement[] {
    if (list?.kind !== Kind.LIST) return [];
    return list.values.flatMap((value) => {
      if (value.kind !== Kind.OBJECT) return [];
      const texts = new Map(
        value.fields.map(({ name, value: text }) => [
          name.value,
          text.kind === Kind.STRING ? text.value : '',
        ]),
      );
      const selection = fieldSet(texts.get('selection') ?? '');
      return (this.#contexts.get(texts.get('context') ?? '') ?? []).flatMap((type) =>
        this.#selected(type, selection),
      );
    });
  }

  #selected(type: string, set: SelectionSetNode): Requirement[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return this.#selected(selection.typeCondition?.name.value ?? type, selection.selectionSet);
      const name = selection.name.value;
      const field = this.#fields.get(`${type}.${name}`);
      const below =
        field && selection.selectionSet && this.#selected(namedTypeOf(field), selection.selectionSet);
      return [...this.#writtenOn(type, name), ...(below ?? [])];
    });
  }

  #writtenOn(type: string, name: string): Requirement[] {
    const { types, fields } = this.#written;
    const owners = [type, ...(this.#implementations.get(type) ?? [])];
    return owners.flatMap((owner) => {
      const coordinate = `${owner}.${name}`;
      const field = this.#fields.get(coordinate);
      const returned = field && types.get(namedTypeOf(field));
      const all = [types.get(owner), fields.get(coordinate), returned, this.#of(coordinate)];
      return all.filter((one) => one !== undefined);
    });
  }
}

function add(to: Map<string, string[]>, key: string | undefined, value: string): void {
  if (key !== undefined) to.set(key, [...(to.get(key) ?? []), value]);
}

/** The fields of a field set in its braces. */
function fieldSet(text: string): SelectionSetNode {
  const [operation] = parse(text, { noLocation: true }).definitions;
  // Nothing but an operation begins with a brace.
  return (operation as OperationDefinitionNode).selectionSet;
}
