import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { checkLimit, type PlanningLimits } from '../limits.ts';
import { conditionsOf } from './conditions.ts';
import type { SelectedOperation } from './selected-operation.ts';

/** A field of the root as often as it is written, with the conditions around it. */
interface Occurrence {
  readonly node: FieldNode;
  readonly conditions: readonly DirectiveNode[];
}

/**
 * The same mutation with each response name once in every case, and without fragments around: `{ add take add }` adds
 * once, and first, but the planner would have one subgraph add before another takes, and again after it; and it puts
 * together what stands in like fragments, whatever stands between them. Where conditions decide which occurrence is
 * the first, each is asked for under its own ones and the opposite of those before it.
 * @throws PlanRefused OPERATION_TOO_COMPLEX when there are too many cases
 */
export function withSingleMutations(operation: SelectedOperation, limits: PlanningLimits): SelectedOperation {
  const { definition, fragments } = operation;
  if (definition.operation !== OperationTypeNode.MUTATION) return operation;
  const all = occurrences(definition.selectionSet, [], fragments);
  const keys = new Set(all.map(({ node }) => keyOf(node)));
  const isFlat = definition.selectionSet.selections.every(({ kind }) => kind === Kind.FIELD);
  if (isFlat && keys.size === all.length) return operation;
  const selections: SelectionNode[] = [];
  for (const [index, one] of all.entries()) {
    const isSame = ({ node }: Occurrence) => keyOf(node) === keyOf(one.node);
    const before = all.slice(0, index).filter(isSame);
    const field = { ...one.node, directives: [], ...mergedSet(all.filter(isSame)) };
    for (const conditions of firstCases(one, before)) {
      selections.push(fieldUnder(conditions, field));
      checkLimit(limits, 'selections', selections.length);
    }
  }
  return {
    definition: { ...definition, selectionSet: { ...definition.selectionSet, selections } },
    fragments,
  };
}

/** The document of an operation and its fragments, whether spread or not. */
export function documentOf({ definition, fragments }: SelectedOperation): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function occurrences(
  { selections }: SelectionSetNode,
  around: readonly DirectiveNode[],
  fragments: SelectedOperation['fragments'],
): Occurrence[] {
  return selections.flatMap((node) => {
    const conditions = [...around, ...conditionsOf(node).map(({ directive }) => directive)];
    if (node.kind === Kind.FIELD) return { node, conditions };
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    return inner === undefined ? [] : occurrences(inner.selectionSet, conditions, fragments);
  });
}

/** What is selected of the field by any occurrence, each under its own conditions. */
function mergedSet(same: readonly Occurrence[]): { selectionSet?: SelectionSetNode } {
  const selections = same.flatMap(({ node, conditions }) =>
    node.selectionSet === undefined ? [] : under(conditions, node.selectionSet.selections),
  );
  return selections.length === 0 ? {} : { selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

/** In which cases, each a list of conditions that exclude those of the others, an occurrence is the first of its name. */
function firstCases({ conditions }: Occurrence, before: readonly Occurrence[]): (readonly DirectiveNode[])[] {
  let cases: (readonly DirectiveNode[])[] = [conditions];
  for (const earlier of before)
    cases = cases.flatMap((one) => opposites(earlier.conditions).map((opposite) => [...one, ...opposite]));
  return cases.filter(canHold);
}

/** Not (a and b and c) as cases that exclude each other: not a; a and not b; a and b and not c. */
function opposites(conditions: readonly DirectiveNode[]): DirectiveNode[][] {
  return conditions.map((one, index) => [...conditions.slice(0, index), opposite(one)]);
}

function opposite(condition: DirectiveNode): DirectiveNode {
  const name = condition.name.value === 'skip' ? 'include' : 'skip';
  return { ...condition, name: { kind: Kind.NAME, value: name } };
}

function canHold(conditions: readonly DirectiveNode[]): boolean {
  const texts = new Set(conditions.map((one) => print(one)));
  return !conditions.some((one) => texts.has(print(opposite(one))));
}

/** A field under conditions, on itself as far as that is allowed. */
function fieldUnder(conditions: readonly DirectiveNode[], field: FieldNode): SelectionNode {
  const own = new Map<string, DirectiveNode>();
  for (const one of conditions) if (!own.has(one.name.value)) own.set(one.name.value, one);
  const texts = new Set([...own.values()].map((one) => print(one)));
  const others = conditions.filter((one) => !texts.has(print(one)));
  return under(others, [{ ...field, directives: [...own.values()] }]);
}

/** Selections inside one fragment for each condition, since a directive stands only once at a place. */
function under(conditions: readonly DirectiveNode[], selections: readonly SelectionNode[]): SelectionNode {
  const distinct = [...new Map(conditions.map((one) => [print(one), one])).values()];
  let inner = selections;
  for (const condition of distinct.reverse()) inner = [fragment(inner, [condition])];
  const [only] = inner;
  return inner.length === 1 && only !== undefined ? only : fragment(inner, []);
}

function fragment(selections: readonly SelectionNode[], directives: readonly DirectiveNode[]): SelectionNode {
  return { kind: Kind.INLINE_FRAGMENT, directives, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}
