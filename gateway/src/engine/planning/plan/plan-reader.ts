import type * as planner from '@apollo/query-planner';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import type {
  DeferNode,
  DeferredNode,
  FetchNode,
  KeyRenamer,
  PathStep,
  PlanNode,
  RequiredSelection,
  Rewrite,
} from '../plan-node.ts';
import { PlanRefused } from '../refusals.ts';
import type { HoistedFetches, ReadFetch } from './hoisted-fetches.ts';
import { withoutInterfaceTypenames } from './interface-typenames.ts';
import { withLostAliases } from './lost-aliases.ts';
import { flattenPath, fragmentPath } from './paths.ts';

/** A fetch of a finished plan and where in the data it works; an empty path is the root. */
export interface PlacedFetch extends ReadFetch {
  readonly path: readonly PathStep[];
  /** The number of the deferred part that it is for; null for what is answered first. */
  readonly part: number | null;
}

/** Where the selections of an entity fetch begin. */
const ENTITIES: readonly PathStep[] = [{ kind: 'key', name: '_entities' }];

/** Turns one plan of the planner into ours. Used once: it keeps what it read. */
export class PlanReader {
  /** Every fetch that was read, for checks of the finished plan. */
  readonly fetches: PlacedFetch[] = [];
  readonly #hoisted: HoistedFetches;
  readonly #isInterfaceObject: (subgraph: string, type: string) => boolean;
  #part: number | null = null;

  constructor(hoisted: HoistedFetches, isInterfaceObject: (subgraph: string, type: string) => boolean) {
    this.#hoisted = hoisted;
    this.#isInterfaceObject = isInterfaceObject;
  }

  /** @throws PlanRefused for subscriptions */
  read(node: planner.PlanNode | planner.SubscriptionNode): PlanNode {
    switch (node.kind) {
      case 'Sequence':
        return { kind: 'Sequence', nodes: node.nodes.map((child) => this.read(child)) };
      case 'Parallel':
        return parallel(node.nodes.map((child) => this.read(child)));
      case 'Fetch':
        return parallel(this.#readFetch(node, []));
      case 'Flatten':
        return this.#readFlatten(node);
      case 'Condition':
        return {
          kind: 'Condition',
          variable: node.condition,
          ifNode: this.#readOptional(node.ifClause),
          elseNode: this.#readOptional(node.elseClause),
        };
      case 'Defer':
        return this.#readDefer(node);
      case 'Subscription':
        throw new PlanRefused('OPERATION_NOT_SUPPORTED', 'Subscriptions are not supported.');
      default:
        return node satisfies never;
    }
  }

  #readOptional(node: planner.PlanNode | undefined): PlanNode | undefined {
    return node && this.read(node);
  }

  #readFlatten({ path, node }: planner.FlattenNode): PlanNode {
    if (node.kind !== 'Fetch') throw new Error(`The planner flattened a ${node.kind}.`);
    const steps = flattenPath(path);
    const fetches = this.#readFetch(node, steps);
    return parallel(fetches.map((fetch) => ({ kind: 'Flatten', path: steps, node: fetch })));
  }

  #readFetch(node: planner.FetchNode, path: readonly PathStep[]): FetchNode[] {
    const document = node.operationDocumentNode ?? parse(node.operation, { noLocation: true });
    const fetches = this.#hoisted.rewrite(this.#mended({ document, node: toFetch(node) }));
    this.fetches.push(...fetches.map((fetch) => ({ ...fetch, path, part: this.#part })));
    return fetches.map((fetch) => fetch.node);
  }

  /** A fetch whose operation subgraphs can answer as the plan means it. */
  #mended({ document, node }: ReadFetch): ReadFetch {
    const { requires, serviceName, outputRewrites } = node;
    const cleaned =
      requires === undefined
        ? document
        : withoutInterfaceTypenames(document, (type) => this.#isInterfaceObject(serviceName, type));
    const mended = withLostAliases(cleaned, outputRewrites, requires === undefined ? [] : ENTITIES);
    if (mended === document) return { document, node };
    return { document: mended, node: { ...node, operation: stripIgnoredCharacters(print(mended)) } };
  }

  #readDefer({ primary, deferred }: planner.DeferNode): DeferNode {
    return {
      kind: 'Defer',
      primary: this.#readOptional(primary.node),
      deferred: deferred.map((part) => this.#readDeferred(part)),
    };
  }

  #readDeferred({ label, depends, node }: planner.DeferredNode): DeferredNode {
    const [part, around] = [Number(label), this.#part];
    this.#part = part;
    const read = this.#readOptional(node);
    this.#part = around;
    return { part, depends: depends.map(({ id }) => id), node: read };
  }
}

/** Nodes that run at once as one. */
export function parallel(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  return {
    kind: 'Parallel',
    nodes: nodes.flatMap((node) => (node.kind === 'Parallel' ? node.nodes : [node])),
  };
}

function toFetch(node: planner.FetchNode): FetchNode {
  return {
    kind: 'Fetch',
    id: node.id,
    serviceName: node.serviceName,
    operation: node.operation,
    operationKind: node.operationKind,
    variableUsages: node.variableUsages ?? [],
    requires: node.requires && withKeys(node.requires.map(toRequired)),
    inputRewrites: (node.inputRewrites ?? []).map(toRewrite),
    // The planner names outer places first; renaming them before would take the way to the inner ones.
    outputRewrites: (node.outputRewrites ?? []).map(toRewrite).reverse(),
    contextRewrites: (node.contextRewrites ?? []).map(toRenamer),
  };
}

/** Without the fragments that carry no key: their objects could not be found, and the planner wants nothing new of them. */
function withKeys(requires: readonly RequiredSelection[]): readonly RequiredSelection[] {
  const carriesKey = ({ selections = [] }: RequiredSelection) =>
    selections.some((selection) => selection.kind !== 'Field' || selection.name !== '__typename');
  const keyed = requires.filter((selection) => selection.kind === 'Field' || carriesKey(selection));
  return keyed.length > 0 ? keyed : requires;
}

function toRequired(node: planner.QueryPlanSelectionNode): RequiredSelection {
  if (node.kind === 'Field')
    return {
      kind: 'Field',
      name: node.name,
      sendAs: undefined,
      selections: node.selections?.map(toRequired),
    };
  return {
    kind: 'InlineFragment',
    typeCondition: node.typeCondition,
    selections: node.selections.map(toRequired),
  };
}

function toRewrite(rewrite: planner.FetchDataRewrite): Rewrite {
  if (rewrite.kind === 'KeyRenamer') return toRenamer(rewrite);
  return { kind: 'ValueSetter', path: fragmentPath(rewrite.path), value: rewrite.setValueTo };
}

function toRenamer(rewrite: planner.FetchDataKeyRenamer): KeyRenamer {
  return { kind: 'KeyRenamer', path: fragmentPath(rewrite.path), renameKeyTo: rewrite.renameKeyTo };
}
