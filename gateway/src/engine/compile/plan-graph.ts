import type { ConditionNode, DeferNode, FetchNode, PathStep, PlanNode } from '../planning/index.ts';
import type { Step, StepCondition } from './step.ts';

interface Draft {
  readonly node: FetchNode;
  readonly part: number | null;
  readonly path: readonly PathStep[];
  readonly conditions: readonly StepCondition[];
  readonly dependencies: readonly number[];
  readonly dependents: number[];
}

interface Place {
  readonly part: number | null;
  readonly path: readonly PathStep[];
  readonly conditions: readonly StepCondition[];
  /** Steps that come before whatever stands here. */
  readonly after: readonly number[];
}

/**
 * Turns a plan's tree into steps that know what they wait for: what stands later in a Sequence waits for the last
 * steps of what stands before it; what stands in a Parallel waits for nothing in it; a deferred part waits for the steps
 * that it names.
 */
export function stepsOf(plan: PlanNode | undefined): Step[] {
  const graph = new PlanGraph();
  if (plan !== undefined) graph.add(plan, { part: null, path: [], conditions: [], after: [] });
  return graph.steps();
}

class PlanGraph {
  readonly #drafts: Draft[] = [];
  /** By the ids of the fetches that deferred parts name. */
  readonly #named = new Map<string, number[]>();

  /** @returns the steps that whatever comes next has to wait for */
  add(node: PlanNode, place: Place): readonly number[] {
    switch (node.kind) {
      case 'Fetch':
        return this.#addFetch(node, place);
      case 'Flatten':
        return this.#addFetch(node.node, { ...place, path: node.path });
      case 'Sequence':
        return node.nodes.reduce<readonly number[]>(
          (after, one) => this.add(one, { ...place, after }),
          place.after,
        );
      case 'Parallel':
        return [...new Set(node.nodes.flatMap((one) => this.add(one, place)))];
      case 'Condition':
        return this.#addCondition(node, place);
      case 'Defer':
        return this.#addDefer(node, place);
      default:
        throw new Error(`Unknown plan node ${node satisfies never}`);
    }
  }

  steps(): Step[] {
    const heights = heightsOf(this.#drafts);
    return this.#drafts.map(({ node, part, path, conditions, dependencies, dependents }, index) => ({
      ...{ index, part, path, conditions, dependencies, dependents, height: heights[index] ?? 1 },
      subgraph: node.serviceName,
      kind: node.operationKind === 'mutation' ? 'mutation' : 'query',
      query: node.operation,
      variables: node.variableUsages,
      requires: node.requires ?? null,
      inputRewrites: node.inputRewrites,
      outputRewrites: node.outputRewrites,
      contextRewrites: node.contextRewrites,
    }));
  }

  #addFetch(node: FetchNode, { part, path, conditions, after }: Place): readonly number[] {
    const index = this.#drafts.length;
    this.#drafts.push({ node, part, path, conditions, dependencies: after, dependents: [] });
    if (node.id !== undefined) this.#named.set(node.id, [...(this.#named.get(node.id) ?? []), index]);
    for (const earlier of after) this.#drafts[earlier]?.dependents.push(index);
    return [index];
  }

  #addCondition(node: ConditionNode, place: Place): readonly number[] {
    const branch = (part: PlanNode | undefined, when: boolean) =>
      part === undefined
        ? place.after
        : this.add(part, { ...place, conditions: [...place.conditions, { variable: node.variable, when }] });
    return [...new Set([...branch(node.ifNode, true), ...branch(node.elseNode, false)])];
  }

  #addDefer({ primary, deferred }: DeferNode, place: Place): readonly number[] {
    const ends = primary === undefined ? place.after : this.add(primary, place);
    for (const { part, depends, node } of deferred) {
      const after = [...new Set(depends.flatMap((id) => this.#named.get(id) ?? []))];
      if (node !== undefined) this.add(node, { ...place, part, after });
    }
    return ends;
  }
}

/**
 * How many steps the longest way has from each to the end of its part, itself included. Dependents come after their
 * dependencies, so one pass from the end knows all.
 */
export function heightsOf(steps: readonly Pick<Step, 'part' | 'dependents'>[]): number[] {
  const heights: number[] = [];
  for (const [index, { part, dependents }] of [...steps.entries()].toReversed()) {
    const later = dependents.filter((dependent) => steps[dependent]?.part === part);
    heights[index] = 1 + Math.max(0, ...later.map((dependent) => heights[dependent] ?? 0));
  }
  return heights;
}
