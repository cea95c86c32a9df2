import { Kind, type SelectionSetNode } from 'graphql';
import type { FetchNode, ParallelNode, PathStep, PlanNode } from '../plan-node.ts';
import { type PlacedFetch, parallel } from './plan-reader.ts';

/**
 * The plan with every fetch that takes values of a context after those that bring them. The planner lets both run at
 * once when a value is fetched for an object on the way by a request of its own; the argument would not be given.
 */
export function withContextsFirst(plan: PlanNode, fetches: readonly PlacedFetch[]): PlanNode {
  if (fetches.every(({ node }) => node.contextRewrites.length === 0)) return plan;
  return new ContextOrder(fetches).order(plan);
}

class ContextOrder {
  readonly #placed: ReadonlyMap<FetchNode, PlacedFetch>;

  constructor(fetches: readonly PlacedFetch[]) {
    this.#placed = new Map(fetches.map((fetch) => [fetch.node, fetch]));
  }

  order(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Sequence':
        return { ...node, nodes: node.nodes.map((one) => this.order(one)) };
      case 'Parallel':
        return this.#ordered({ ...node, nodes: node.nodes.map((one) => this.order(one)) });
      case 'Condition':
        return {
          ...node,
          ifNode: node.ifNode && this.order(node.ifNode),
          elseNode: node.elseNode && this.order(node.elseNode),
        };
      case 'Defer':
        return {
          ...node,
          primary: node.primary && this.order(node.primary),
          deferred: node.deferred.map((part) => ({ ...part, node: part.node && this.order(part.node) })),
        };
      default:
        return node;
    }
  }

  #ordered({ nodes }: ParallelNode): PlanNode {
    const needs = (node: PlanNode, other: PlanNode) => node !== other && this.#needs(node, other);
    const bound = nodes.filter((node) => nodes.some((other) => needs(node, other) || needs(other, node)));
    const turns: PlanNode[] = [];
    let left = bound;
    while (left.length > 0) {
      const free = left.filter((node) => !left.some((other) => needs(node, other)));
      // Fetches that need each other could not be put in order.
      const turn = free.length > 0 ? free : left;
      turns.push(parallel(turn));
      left = left.filter((node) => !turn.includes(node));
    }
    const others = nodes.filter((node) => !bound.includes(node));
    return parallel(turns.length === 0 ? others : [...others, { kind: 'Sequence', nodes: turns }]);
  }

  /** Whether a fetch of one takes a value that a fetch of the other brings. */
  #needs(node: PlanNode, other: PlanNode): boolean {
    const wanted = this.#fetchesOf(node).flatMap(wantedBy);
    return (
      wanted.length > 0 && this.#fetchesOf(other).some((fetch) => wanted.some((keys) => brings(fetch, keys)))
    );
  }

  #fetchesOf(node: PlanNode | undefined): PlacedFetch[] {
    switch (node?.kind) {
      case 'Fetch':
        return [this.#placed.get(node) ?? []].flat();
      case 'Flatten':
        return this.#fetchesOf(node.node);
      case 'Sequence':
      case 'Parallel':
        return node.nodes.flatMap((one) => this.#fetchesOf(one));
      case 'Condition':
        return [...this.#fetchesOf(node.ifNode), ...this.#fetchesOf(node.elseNode)];
      default:
        return [];
    }
  }
}

/** Where in the data the values lie that become variables of a fetch: the keys from the root, arrays left out. */
function wantedBy({ node, path }: PlacedFetch): string[][] {
  const at = keysOf(path);
  return node.contextRewrites.map(({ path: way }) => {
    const climbed = way.filter(({ kind }) => kind === 'parent').length;
    return [...at.slice(0, at.length - climbed), ...keysOf(way)];
  });
}

function brings({ document, node, path }: PlacedFetch, wanted: readonly string[]): boolean {
  const at = keysOf(path);
  if (at.some((key, index) => wanted[index] !== key)) return false;
  const inner = wanted.slice(at.length);
  return document.definitions.some(
    (one) =>
      one.kind === Kind.OPERATION_DEFINITION &&
      selects(one.selectionSet, node.requires === undefined ? inner : ['_entities', ...inner]),
  );
}

function selects(set: SelectionSetNode | undefined, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  return (set?.selections ?? []).some((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) return selects(node.selectionSet, keys);
    return (
      node.kind === Kind.FIELD && (node.alias ?? node.name).value === key && selects(node.selectionSet, rest)
    );
  });
}

function keysOf(path: readonly PathStep[]): string[] {
  return path.flatMap((step) => (step.kind === 'key' ? [step.name] : []));
}
