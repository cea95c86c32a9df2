import { Kind, parse, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from '../planning/supergraph/field-set.ts';
import {
  applications,
  type FieldedType,
  fieldedTypes,
  graphNames,
  textOf,
} from '../planning/supergraph/sdl.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { FetchedFields } from './fetched-fields.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** What each field of a subgraph requires of others, by `@requires`: the names at the top of its field set. */
export class Requirements {
  readonly #names = new Map<string, ReadonlySet<string>>();

  constructor(supergraphSdl: string) {
    const document = parse(supergraphSdl, { noLocation: true });
    const graphs = graphNames(document);
    for (const type of fieldedTypes(document)) {
      for (const field of type.fields ?? []) {
        for (const join of applications(field, 'join__field')) {
          const [set, graph] = [textOf(join, 'requires'), textOf(join, 'graph') ?? ''];
          if (set === undefined) continue;
          const names = [...namesOf(parseFieldSet(set))].filter((name) => !keysOf(type, graph).has(name));
          const place = `${graphs.get(graph) ?? graph} ${type.name.value}.${field.name.value}`;
          this.#names.set(place, new Set(names));
        }
      }
    }
  }

  /** @param types the names that an object's type goes by */
  of(subgraph: string, types: readonly string[], field: string): ReadonlySet<string> {
    const found = types.flatMap((type) => [...(this.#names.get(`${subgraph} ${type}.${field}`) ?? [])]);
    return found.length === 0 ? NOTHING : new Set(found);
  }
}

/** The names of an entity's key fields in a subgraph, which every representation needs. */
function keysOf(type: FieldedType, graph: string): Set<string> {
  const joins = applications(type, 'join__type').filter((join) => textOf(join, 'graph') === graph);
  return new Set(joins.flatMap((join) => [...namesOf(parseFieldSet(textOf(join, 'key') ?? '__typename'))]));
}

function* namesOf({ selections }: SelectionSetNode): Generator<string> {
  for (const one of selections) {
    if (one.kind === Kind.FIELD) yield one.name.value;
    else if (one.kind === Kind.INLINE_FRAGMENT) yield* namesOf(one.selectionSet);
  }
}

/**
 * Tells which fields a representation can do without because the fields that require them are skipped: they are skipped
 * then, too, and their absence must not cost the others.
 */
export class SkippedNeeds {
  readonly #subgraph: string;
  readonly #fields: FetchedFields;
  readonly #requirements: Requirements;

  constructor(subgraph: string, fields: FetchedFields, requirements: Requirements) {
    this.#subgraph = subgraph;
    this.#fields = fields;
    this.#requirements = requirements;
  }

  /** The names, as they would be sent. */
  of(typename: unknown, variables: Variables): ReadonlySet<string> {
    if (typeof typename !== 'string') return NOTHING;
    const skipped = this.#neededBy(this.#fields.skipped(variables), typename);
    if (skipped.size === 0) return NOTHING;
    return skipped.difference(this.#neededBy(this.#fields.asked(variables), typename));
  }

  #neededBy(fields: ReturnType<FetchedFields['asked']>, typename: string): Set<string> {
    const types = (conditions: readonly string[]) => [...new Set([...conditions, typename])];
    return new Set(
      fields.flatMap(({ name, conditions }) => [
        ...this.#requirements.of(this.#subgraph, types(conditions), name),
      ]),
    );
  }
}
