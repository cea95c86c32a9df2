import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { SelectedOperation } from './selected-operation.ts';

/** A fragment that an operation defers, at one of the places where it is spread. */
export interface DeferredPart {
  /** The label that the client gave. */
  readonly label: string | undefined;
  /** The number of the part that it stands in; null for what is answered first. */
  readonly outer: number | null;
  /** From the objects of the outer part to its own: fields, and fragments for their types and conditions. */
  readonly way: readonly (FieldNode | InlineFragmentNode)[];
  /** Its fields, without what is deferred inside of it. */
  readonly selectionSet: SelectionSetNode;
}

/** An operation in the parts that it is answered in. Plans know a part by its number in the list, as a label. */
export interface Deferral {
  /** The operation alone, its fragments written out, with numbers for the client's labels. */
  readonly document: DocumentNode;
  /** What is answered first: the operation without its deferred fragments. */
  readonly first: OperationDefinitionNode;
  readonly parts: readonly DeferredPart[];
}

/** The document as if nothing were deferred; the same one when nothing is. */
export function withoutDefer(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: (node) => (isDefer(node) ? null : undefined) });
}

/** The names of the variables that switch `@defer` in a document. */
export function deferVariables(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    Directive: (node) => {
      const condition = isDefer(node) && conditionOf(node);
      if (condition && condition.kind === Kind.VARIABLE) names.add(condition.name.value);
    },
  });
  return names;
}

/**
 * Takes an operation apart. Every fragment is written out, so that one which is spread at several places is a part of
 * its own at each: bound its size before.
 * @param variables coerced ones; they decide which fragments are deferred
 */
export function deferralOf(
  { definition, fragments }: SelectedOperation,
  variables: Readonly<Record<string, unknown>>,
): Deferral {
  const division = new Division(fragments, variables);
  const { whole, own } = division.divide(definition.selectionSet, { part: null, way: [] });
  return {
    document: { kind: Kind.DOCUMENT, definitions: [{ ...definition, selectionSet: whole }] },
    first: { ...definition, selectionSet: own },
    parts: division.parts,
  };
}

interface Place {
  readonly part: number | null;
  readonly way: DeferredPart['way'];
}

interface Divided {
  readonly whole: SelectionSetNode;
  /** What belongs to the part that the set stands in. */
  readonly own: SelectionSetNode;
}

class Division {
  readonly parts: DeferredPart[] = [];
  readonly #fragments: SelectedOperation['fragments'];
  readonly #variables: Readonly<Record<string, unknown>>;

  constructor(fragments: SelectedOperation['fragments'], variables: Readonly<Record<string, unknown>>) {
    this.#fragments = fragments;
    this.#variables = variables;
  }

  divide(set: SelectionSetNode, place: Place): Divided {
    const whole: SelectionNode[] = [];
    const own: SelectionNode[] = [];
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const inner = node.selectionSet && this.divide(node.selectionSet, below(place, node));
        whole.push(inner ? { ...node, selectionSet: inner.whole } : node);
        own.push(inner ? { ...node, selectionSet: inner.own } : node);
        continue;
      }
      const fragment = this.#inline(node);
      if (fragment === undefined) continue;
      const defer = (node.directives ?? []).find(isDefer);
      if (defer !== undefined && this.#isActive(defer)) whole.push(this.#deferred(fragment, defer, place));
      else {
        const inner = this.divide(fragment.selectionSet, below(place, fragment));
        whole.push({ ...fragment, selectionSet: inner.whole });
        own.push({ ...fragment, selectionSet: inner.own });
      }
    }
    return {
      whole: { kind: Kind.SELECTION_SET, selections: whole },
      own: { kind: Kind.SELECTION_SET, selections: own },
    };
  }

  #deferred(fragment: InlineFragmentNode, defer: DirectiveNode, place: Place): InlineFragmentNode {
    const label = argumentOf(defer, 'label');
    const part = {
      label: label?.kind === Kind.STRING ? label.value : undefined,
      outer: place.part,
      way: [...place.way, fragment],
      selectionSet: fragment.selectionSet,
    };
    const number = this.parts.push(part) - 1;
    const { whole, own } = this.divide(fragment.selectionSet, { part: number, way: [] });
    this.parts[number] = { ...part, selectionSet: own };
    return {
      ...fragment,
      directives: [...(fragment.directives ?? []), deferWith(number)],
      selectionSet: whole,
    };
  }

  /** The fragment where it is spread, with its conditions and without `@defer`. */
  #inline(node: Exclude<SelectionNode, FieldNode>): InlineFragmentNode | undefined {
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
    if (inner === undefined) return undefined;
    const directives = (node.directives ?? []).filter((one) => !isDefer(one));
    const { typeCondition, selectionSet } = inner;
    return {
      kind: Kind.INLINE_FRAGMENT,
      directives,
      selectionSet,
      ...(typeCondition === undefined ? {} : { typeCondition }),
    };
  }

  #isActive(defer: DirectiveNode): boolean {
    const condition = conditionOf(defer);
    if (condition?.kind === Kind.VARIABLE) return this.#variables[condition.name.value] !== false;
    return condition?.kind !== Kind.BOOLEAN || condition.value;
  }
}

function below({ part, way }: Place, node: FieldNode | InlineFragmentNode): Place {
  return { part, way: [...way, node] };
}

function isDefer({ name }: DirectiveNode): boolean {
  return name.value === 'defer';
}

function conditionOf(defer: DirectiveNode) {
  return argumentOf(defer, 'if');
}

function argumentOf(defer: DirectiveNode, name: string) {
  return defer.arguments?.find((one) => one.name.value === name)?.value;
}

function deferWith(number: number): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'defer' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'label' },
        value: { kind: Kind.STRING, value: String(number) },
      },
    ],
  };
}

/**
 * The operation of a deferral's document as it is when only some of its parts are there.
 * @param has by a part's number
 */
export function withParts(operation: SelectedOperation, has: (part: number) => boolean): SelectedOperation {
  const definition = visit(operation.definition, {
    InlineFragment: ({ directives }) => {
      const label = directives?.find(isDefer)?.arguments?.[0]?.value;
      return label?.kind === Kind.STRING && !has(Number(label.value)) ? null : undefined;
    },
  });
  return { ...operation, definition };
}
