import type { Requirement } from '@manuel/access';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldAccess } from './field-access.ts';
import { type AskedOperation, fieldTypeOf, needOf } from './operation-needs.ts';

/** A place in an operation where something is selected that its caller may not have. */
export interface WithheldField {
  readonly coordinate: string;
  /** Response names from the root; lists have no numbers here. */
  readonly path: readonly string[];
  readonly requirement: Requirement;
  /** All that `@skip` and `@include` stand on, on the way there. */
  readonly conditions: readonly SelectionNode[];
}

/** An operation divided into what may be fetched and what may not. */
export interface Withholding {
  /** The operation in one piece, fragments written out: what the answer is shaped by. */
  readonly shaped: DocumentNode;
  /** The same without what is withheld. */
  readonly fetched: DocumentNode;
  /** Whether that is nothing at all. */
  readonly isEmpty: boolean;
  /** Every withheld field, those below one included, with why. */
  readonly reasons: ReadonlyMap<FieldNode, Requirement>;
  /** The uppermost of them. */
  readonly fields: readonly WithheldField[];
}

/** Divides an operation. @param isRefused what the caller cannot meet */
export function withhold(
  operation: AskedOperation,
  schema: GraphQLSchema,
  access: FieldAccess,
  isRefused: (requirement: Requirement) => boolean,
): Withholding {
  const { definition } = operation;
  const root = schema.getRootType(definition.operation);
  if (!root) throw new Error(`The schema has no ${definition.operation}.`);
  const divider = new Divider(operation.fragments, schema, access, isRefused);
  const { shaped, fetched } = divider.divide(definition.selectionSet, root, ROOT);
  const document = (selectionSet: SelectionSetNode): DocumentNode => ({
    kind: Kind.DOCUMENT,
    definitions: [{ ...definition, selectionSet }],
  });
  return {
    shaped: document(shaped),
    fetched: document(fetched ?? { ...shaped, selections: [TYPENAME] }),
    isEmpty: fetched === null,
    reasons: divider.reasons,
    fields: divider.fields,
  };
}

/** Where a selection stands. */
interface Place {
  readonly path: readonly string[];
  readonly conditions: readonly SelectionNode[];
  /** What is refused around it; null where nothing is. */
  readonly refused: Requirement | null;
  /** Whether that is a field: then what stands here has been told of. */
  readonly isTold: boolean;
}

const ROOT: Place = { path: [], conditions: [], refused: null, isTold: false };

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

interface Divided<N> {
  readonly shaped: N;
  /** Null when there is nothing to fetch. */
  readonly fetched: N | null;
}

class Divider {
  readonly reasons = new Map<FieldNode, Requirement>();
  readonly fields: WithheldField[] = [];
  readonly #fragments: AskedOperation['fragments'];
  readonly #schema: GraphQLSchema;
  readonly #access: FieldAccess;
  readonly #isRefused: (requirement: Requirement) => boolean;

  constructor(
    fragments: AskedOperation['fragments'],
    schema: GraphQLSchema,
    access: FieldAccess,
    isRefused: (requirement: Requirement) => boolean,
  ) {
    this.#fragments = fragments;
    this.#schema = schema;
    this.#access = access;
    this.#isRefused = isRefused;
  }

  divide(set: SelectionSetNode, parent: GraphQLCompositeType, place: Place): Divided<SelectionSetNode> {
    const divided = set.selections.flatMap((selection) => this.#selection(selection, parent, place) ?? []);
    const left = divided.flatMap(({ fetched }) => fetched ?? []);
    const asSet = (selections: readonly SelectionNode[]) => ({ ...set, selections });
    // Without the fragment that is withheld, nothing else may ask which type came.
    const fetched = isAbstractType(parent) ? [TYPENAME, ...left] : left;
    return {
      shaped: asSet(divided.map(({ shaped }) => shaped)),
      fetched: left.length === 0 ? null : asSet(fetched),
    };
  }

  /** Null for a fragment that is not there, which validation has refused. */
  #selection(
    selection: SelectionNode,
    parent: GraphQLCompositeType,
    outer: Place,
  ): Divided<SelectionNode> | null {
    const isConditional = (selection.directives ?? []).length > 0;
    const place = isConditional ? { ...outer, conditions: [...outer.conditions, selection] } : outer;
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent, place);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.#fragment(selection, parent, place);
    const fragment = this.#fragments.get(selection.name.value);
    if (fragment === undefined) return null;
    const { typeCondition, selectionSet } = fragment;
    const { directives = [] } = selection;
    return this.#fragment(
      { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet },
      parent,
      place,
    );
  }

  #fragment(
    node: InlineFragmentNode,
    parent: GraphQLCompositeType,
    place: Place,
  ): Divided<InlineFragmentNode> {
    const condition = node.typeCondition?.name.value;
    const type = condition === undefined ? parent : this.#schema.getType(condition);
    if (!isCompositeType(type)) return { shaped: node, fetched: node };
    const own = condition === undefined ? null : this.#access.ofType(condition);
    const refused = place.refused ?? (own !== null && this.#isRefused(own) ? own : null);
    const { shaped, fetched } = this.divide(node.selectionSet, type, { ...place, refused });
    return {
      shaped: { ...node, selectionSet: shaped },
      fetched: refused === null && fetched !== null ? { ...node, selectionSet: fetched } : null,
    };
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, place: Place): Divided<FieldNode> {
    const name = node.name.value;
    // What an object is called is known once it is there.
    if (name === '__typename') return { shaped: { ...node }, fetched: place.refused === null ? node : null };
    const path = [...place.path, node.alias?.value ?? name];
    const own = needOf(this.#access, parent, name);
    const refused = this.#isRefused(own) ? own : place.refused;
    const below = this.#below(node, parent, { ...place, path, refused, isTold: refused !== null });
    const shaped: FieldNode = below === null ? { ...node } : { ...node, selectionSet: below.shaped };
    if (refused === null) {
      if (below === null) return { shaped, fetched: node };
      const selectionSet = below.fetched ?? { ...below.shaped, selections: [TYPENAME] };
      return { shaped, fetched: { ...node, selectionSet } };
    }
    this.reasons.set(shaped, refused);
    if (!place.isTold)
      this.fields.push({
        ...{ coordinate: `${parent.name}.${name}`, path },
        ...{ requirement: refused, conditions: place.conditions },
      });
    return { shaped, fetched: null };
  }

  #below(node: FieldNode, parent: GraphQLCompositeType, place: Place): Divided<SelectionSetNode> | null {
    const type = fieldTypeOf(parent, node.name.value);
    if (node.selectionSet === undefined || type === undefined) return null;
    return this.divide(node.selectionSet, type, place);
  }
}
