import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { checkLimit, withDefaults } from '../engine/planning/limits.ts';
import { conditionsOf } from '../engine/planning/operation/conditions.ts';
import type { Rate } from './field-rates.ts';

/** The same bounds as planning has: what is refused there need not be counted here. */
const BOUNDS = withDefaults();

/** A field with a rate, and how often one operation asks it. */
export interface Charge {
  /** Such as `Mutation.ask`. */
  readonly coordinate: string;
  readonly rate: Rate;
  readonly times: number;
}

/** What `@skip` and `@include` need to know of the variables. */
export type Flags = ReadonlyMap<string, unknown>;

/** Selections of one type; `possible` are the object types that what they select can have there. */
interface Scope {
  readonly set: SelectionSetNode;
  readonly type: GraphQLCompositeType;
  readonly possible: ReadonlySet<string>;
}

/** All that stands in an answer under one name, at one place. */
interface Occurrence {
  readonly coordinates: Set<string>;
  readonly scopes: Scope[];
}

/**
 * Counts the fields with a rate that one operation selects: once for each place in the answer, so that each alias
 * counts and a list counts once. A field that is selected on an interface counts for each type that may stand there,
 * and a rate of an interface's field counts also when the field is selected on one of its types.
 */
export class SelectedRates {
  readonly #rates: ReadonlyMap<string, Rate>;
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #flags: Flags;
  readonly #times = new Map<string, number>();
  #selections = 0;

  constructor(
    rates: ReadonlyMap<string, Rate>,
    schema: GraphQLSchema,
    { definitions }: DocumentNode,
    flags: Flags,
  ) {
    this.#rates = rates;
    this.#schema = schema;
    this.#flags = flags;
    const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((node) => [node.name.value, node]));
  }

  /** @throws PlanRefused when the operation is too large to be planned */
  of({ operation, selectionSet: set }: OperationDefinitionNode): Charge[] {
    const type = this.#schema.getRootType(operation);
    if (!type) return [];
    this.#walk([{ set, type, possible: new Set([type.name]) }], 1);
    return [...this.#times].flatMap(([coordinate, times]) => {
      const rate = this.#rates.get(coordinate);
      return rate === undefined ? [] : [{ coordinate, rate, times }];
    });
  }

  #walk(scopes: readonly Scope[], level: number): void {
    const occurrences = new Map<string, Occurrence>();
    for (const scope of scopes) this.#gather(scope, occurrences, level);
    for (const { coordinates, scopes: inner } of occurrences.values()) {
      for (const one of coordinates) this.#times.set(one, (this.#times.get(one) ?? 0) + 1);
      if (inner.length > 0) this.#walk(inner, level + 1);
    }
  }

  #gather(scope: Scope, occurrences: Map<string, Occurrence>, level: number): void {
    checkLimit(BOUNDS, 'nesting', level);
    for (const selection of scope.set.selections) {
      this.#selections += 1;
      checkLimit(BOUNDS, 'selections', this.#selections);
      if (!this.#stands(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        this.#note(selection, scope, occurrences);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const { typeCondition, selectionSet: set } = fragment;
      this.#gather(this.#narrowed(scope, set, typeCondition?.name.value), occurrences, level + 1);
    }
  }

  #note(
    { alias, name, selectionSet }: Extract<SelectionNode, { kind: Kind.FIELD }>,
    { type, possible }: Scope,
    occurrences: Map<string, Occurrence>,
  ): void {
    // What every type has, `__typename`, has no rate.
    const field = isUnionType(type) ? undefined : type.getFields()[name.value];
    if (field === undefined) return;
    const key = alias?.value ?? name.value;
    const occurrence = occurrences.get(key) ?? { coordinates: new Set(), scopes: [] };
    occurrences.set(key, occurrence);
    for (const one of this.#coordinatesOf(name.value, possible)) occurrence.coordinates.add(one);
    const inner = getNamedType(field.type);
    if (selectionSet === undefined || !isCompositeType(inner)) return;
    occurrence.scopes.push({ set: selectionSet, type: inner, possible: this.#possibleOf(inner) });
  }

  /** The coordinates with a rate that a field has at these types and their interfaces. */
  *#coordinatesOf(field: string, possible: Scope['possible']): Iterable<string> {
    for (const name of possible) {
      const type = this.#schema.getType(name);
      const interfaces = isObjectType(type) ? type.getInterfaces().map((one) => one.name) : [];
      for (const owner of [name, ...interfaces])
        if (this.#rates.has(`${owner}.${field}`)) yield `${owner}.${field}`;
    }
  }

  #narrowed({ type, possible }: Scope, set: SelectionSetNode, condition: string | undefined): Scope {
    const narrower = condition === undefined ? type : this.#schema.getType(condition);
    if (!isCompositeType(narrower)) return { set, type, possible };
    return { set, type: narrower, possible: this.#possibleOf(narrower).intersection(possible) };
  }

  #possibleOf(type: GraphQLCompositeType): Set<string> {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    return new Set(types.map(({ name }) => name));
  }

  /** A variable that is no Boolean is refused when the operation is run; until then its selection counts. */
  #stands(selection: SelectionNode): boolean {
    return conditionsOf(selection).every(({ value, wanted }) => {
      if (value?.kind === Kind.BOOLEAN) return value.value === wanted;
      return value?.kind !== Kind.VARIABLE || this.#flags.get(value.name.value) !== !wanted;
    });
  }
}
