import {
  type ConditionNode,
  type FetchNode,
  type PathStep,
  type PlanNode,
  PlanRefused,
} from '../planning/index.ts';
import type { Step, StepCondition } from './step.ts';

interface Draft {
  readonly node: FetchNode;
  readonly path: readonly PathStep[];
  readonly conditions: readonly StepCondition[];
  readonly dependencies: readonly number[];
  readonly dependents: number[];
}

interface Place {
  readonly path: readonly PathStep[];
  readonly conditions: readonly StepCondition[];
  /** Steps that come before whatever stands here. */
  readonly after: readonly number[];
}

/**
 * Turns a plan's tree into steps that know what they wait for: what stands later in a Sequence waits for the last
 * steps of what stands before it; what stands in a Parallel waits for nothing in it.
 */
export function stepsOf(plan: PlanNode | undefined): Step[] {
  const graph = new PlanGraph();
  if (plan !== undefined) graph.add(plan, { path: [], conditions: [], after: [] });
  return graph.steps();
}

class PlanGraph {
  readonly #drafts: Draft[] = [];

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
        throw new PlanRefused('OPERATION_NOT_SUPPORTED', '@defer is not answered here yet: ask without it.');
      default:
        throw new Error(`Unknown plan node ${node satisfies never}`);
    }
  }

  steps(): Step[] {
    const heights = this.#heights();
    return this.#drafts.map(({ node, path, conditions, dependencies, dependents }, index) => ({
      ...{ index, path, conditions, dependencies, dependents, height: heights[index] ?? 1 },
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

  #addFetch(node: FetchNode, { path, conditions, after }: Place): readonly number[] {
    const index = this.#drafts.length;
    this.#drafts.push({ node, path, conditions, dependencies: after, dependents: [] });
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

  /** Dependents come after their dependencies, so one pass from the end knows all. */
  #heights(): number[] {
    const heights: number[] = [];
    for (let index = this.#drafts.length - 1; index >= 0; index--) {
      const later = this.#drafts[index]?.dependents.map((dependent) => heights[dependent] ?? 0) ?? [];
      heights[index] = 1 + Math.max(0, ...later);
    }
    return heights;
  }
}
