import { Kind, type SelectionSetNode } from 'graphql';
import type { PlacedFetch } from '../plan/plan-reader.ts';
import type { KeyRenamer, PathStep } from '../plan-node.ts';
import type { PossibleTypes, SubgraphTypes } from './runtime-types.ts';
import { areDisjoint, intersection, type TypeNames, union } from './type-names.ts';

/** What the fetches of a plan bring to one place of the data, by key. */
export type Produced = Map<string, ProducedField>;

/** One key of the data. */
export interface ProducedField {
  /** On which types the key is fetched. */
  parents: TypeNames;
  /** Which types its value may have, by the word of the subgraphs that give it. */
  possible: TypeNames;
  readonly inner: Produced;
}

/** The data that all fetches of a plan bring together, arrays left out. */
export function producedBy(
  fetches: readonly PlacedFetch[],
  subgraphs: SubgraphTypes,
  supergraph: PossibleTypes,
): Produced {
  const data: Produced = new Map();
  for (const fetch of fetches) {
    const walk = new FetchWalk(fetch.node.serviceName, subgraphs, supergraph);
    const fetched = walk.read(fetch);
    for (const rewrite of fetch.node.outputRewrites)
      if (rewrite.kind === 'KeyRenamer') rename(fetched, rewrite);
    merge(placeOf(data, fetch.path), fetched);
  }
  return data;
}

class FetchWalk {
  readonly #subgraph: string;
  readonly #subgraphs: SubgraphTypes;
  readonly #supergraph: PossibleTypes;

  constructor(subgraph: string, subgraphs: SubgraphTypes, supergraph: PossibleTypes) {
    this.#subgraph = subgraph;
    this.#subgraphs = subgraphs;
    this.#supergraph = supergraph;
  }

  read({ document, node }: PlacedFetch): Produced {
    const produced: Produced = new Map();
    const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return produced;
    const root = this.#subgraphs.rootOf(this.#subgraph, node.operationKind) ?? '';
    if (node.requires === undefined) this.#add(operation.selectionSet, root, new Set([root]), produced);
    else {
      const [entities] = operation.selectionSet.selections;
      if (entities?.kind === Kind.FIELD && entities.selectionSet)
        this.#add(entities.selectionSet, '_Entity', undefined, produced);
    }
    return produced;
  }

  /** @param types of the object; undefined when a type condition is still to say it */
  #add(set: SelectionSetNode, parent: string, types: TypeNames | undefined, into: Produced): void {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const name = node.typeCondition?.name.value;
        const narrowed = name === undefined ? types : narrow(types, this.#supergraph.of(name));
        this.#add(node.selectionSet, name ?? parent, narrowed, into);
      } else if (node.kind === Kind.FIELD && types !== undefined) {
        const type = this.#subgraphs.typeOf(this.#subgraph, parent, node.name.value);
        const possible = this.#subgraphs.possibleFor(this.#subgraph, parent, node.name.value);
        const inner: Produced = new Map();
        if (node.selectionSet && type) this.#add(node.selectionSet, type, possible, inner);
        addField(into, node.alias?.value ?? node.name.value, { parents: types, possible, inner });
      }
    }
  }
}

function narrow(types: TypeNames | undefined, condition: TypeNames): TypeNames {
  return types === undefined ? condition : intersection(types, condition);
}

/**
 * Adds a key to what is there. Two subgraphs that give the same value of the same object agree on its types, so only
 * types that both know are possible; on different objects the key stands for different values.
 */
function addField(into: Produced, key: string, added: ProducedField): void {
  const known = into.get(key);
  if (known === undefined) {
    into.set(key, added);
    return;
  }
  known.possible = areDisjoint(known.parents, added.parents)
    ? union(known.possible, added.possible)
    : intersection(known.possible, added.possible);
  known.parents = union(known.parents, added.parents);
  merge(known.inner, added.inner);
}

function merge(into: Produced, from: Produced): void {
  for (const [key, field] of from) addField(into, key, field);
}

/** Fetched under one key and kept under another. */
function rename(fetched: Produced, { path, renameKeyTo }: KeyRenamer): void {
  const keys = keysOf(path);
  const last = keys.pop();
  let place: Produced | undefined = fetched;
  for (const key of keys) place = place?.get(key)?.inner;
  const field = last === undefined ? undefined : place?.get(last);
  if (last === undefined || place === undefined || field === undefined) return;
  place.delete(last);
  addField(place, renameKeyTo, field);
}

function placeOf(data: Produced, path: readonly PathStep[]): Produced {
  let place = data;
  for (const key of keysOf(path)) {
    const field = place.get(key) ?? {
      parents: new Set<string>(),
      possible: new Set<string>(),
      inner: new Map(),
    };
    place.set(key, field);
    place = field.inner;
  }
  return place;
}

function keysOf(path: readonly PathStep[]): string[] {
  return path.flatMap((step) => (step.kind === 'key' ? [step.name] : []));
}
