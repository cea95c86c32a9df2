import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { BoundedMap } from '../bounded-map.ts';
import type { RequiredSelection } from '../planning/index.ts';
import { parseFieldSet } from '../planning/supergraph/field-set.ts';
import {
  applications,
  type FieldedType,
  fieldedTypes,
  graphNames,
  textOf,
} from '../planning/supergraph/sdl.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { FetchedField, FetchedFields } from './fetched-fields.ts';
import { Representation } from './representation.ts';
import type { Step } from './step.ts';
import type { TypeConditions } from './types.ts';

/** What each field of a subgraph requires of others, by `@requires`, without key fields: those are always needed. */
export class Requirements {
  readonly #sets = new Map<string, SelectionSetNode>();

  constructor(supergraphSdl: string) {
    const document = parse(supergraphSdl, { noLocation: true });
    const graphs = graphNames(document);
    for (const type of fieldedTypes(document)) {
      for (const field of type.fields ?? []) {
        for (const join of applications(field, 'join__field')) {
          const [text, graph] = [textOf(join, 'requires'), textOf(join, 'graph') ?? ''];
          if (text === undefined) continue;
          const place = `${graphs.get(graph) ?? graph} ${type.name.value}.${field.name.value}`;
          this.#sets.set(place, withoutKeys(parseFieldSet(text), keysOf(type, graph)));
        }
      }
    }
  }

  /** @param types the names that an object's type goes by */
  of(subgraph: string, types: readonly string[], field: string): SelectionSetNode[] {
    return types.flatMap((type) => this.#sets.get(`${subgraph} ${type}.${field}`) ?? []);
  }
}

/** The names of an entity's key fields in a subgraph. */
function keysOf(type: FieldedType, graph: string): Set<string> {
  const joins = applications(type, 'join__type').filter((join) => textOf(join, 'graph') === graph);
  const keys = joins.flatMap((join) => fieldsOf(parseFieldSet(textOf(join, 'key') ?? '__typename')));
  return new Set(keys.map(({ name }) => name.value));
}

function withoutKeys(set: SelectionSetNode, keys: ReadonlySet<string>): SelectionSetNode {
  return { ...set, selections: fieldsOf(set).filter(({ name }) => !keys.has(name.value)) };
}

/** The fields of a set, fragments opened: what some object needs is not taken from any. */
function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return one;
    return one.kind === Kind.INLINE_FRAGMENT ? fieldsOf(one.selectionSet) : [];
  });
}

const MOST_REPRESENTATIONS = 50;

/**
 * Representations for requests that skip fields of a step. What the skipped ones alone require was skipped as well, and
 * its absence must not cost the other fields.
 */
export class SkippedNeeds {
  readonly #step: Step;
  readonly #fields: FetchedFields;
  readonly #requirements: Requirements;
  readonly #types: TypeConditions;
  readonly #known = new BoundedMap<string, Representation>(MOST_REPRESENTATIONS);

  constructor(step: Step, fields: FetchedFields, requirements: Requirements, types: TypeConditions) {
    this.#step = step;
    this.#fields = fields;
    this.#requirements = requirements;
    this.#types = types;
  }

  /** Null when the step's own representation is right. */
  representationFor(typename: unknown, variables: Variables): Representation | null {
    const skipped = this.#fields.skipped(variables);
    if (skipped.length === 0 || typeof typename !== 'string') return null;
    const asked = this.#fields.asked(variables);
    const key = [typename, ...asked.map(({ key: one, name }) => `${one}:${name}`)].join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { requires, inputRewrites } = this.#step;
    const needed = reduced(requires ?? [], this.#setsOf(asked, typename), this.#setsOf(skipped, typename));
    const made = new Representation(needed, inputRewrites, this.#types);
    this.#known.set(key, made);
    return made;
  }

  #setsOf(fields: readonly FetchedField[], typename: string): SelectionSetNode[] {
    return fields.flatMap(({ name, conditions }) =>
      this.#requirements.of(this.#step.subgraph, [...new Set([...conditions, typename])], name),
    );
  }
}

/** What is required without what the skipped sets alone select. */
function reduced(
  requires: readonly RequiredSelection[],
  asked: readonly SelectionSetNode[],
  skipped: readonly SelectionSetNode[],
): RequiredSelection[] {
  return requires.flatMap((one): RequiredSelection[] => {
    if (one.kind === 'InlineFragment')
      return [{ ...one, selections: reduced(one.selections, asked, skipped) }];
    const name = one.sendAs ?? one.name;
    const [inAsked, inSkipped] = [named(asked, name), named(skipped, name)];
    if (inSkipped.length === 0) return [one];
    if (inAsked.length === 0) return [];
    return [
      { ...one, selections: one.selections && reduced(one.selections, setsOf(inAsked), setsOf(inSkipped)) },
    ];
  });
}

function named(sets: readonly SelectionSetNode[], name: string): FieldNode[] {
  return sets.flatMap(fieldsOf).filter((field) => field.name.value === name);
}

function setsOf(fields: readonly FieldNode[]): SelectionSetNode[] {
  return fields.flatMap(({ selectionSet }) => selectionSet ?? []);
}
