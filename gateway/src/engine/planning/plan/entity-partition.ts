import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Need } from '../supergraph/hoisting.ts';
import { variablesIn } from './variables.ts';

/** Part of an entity fetch whose fields agree on every value that they require. */
export interface EntityPart {
  readonly document: DocumentNode;
  readonly need: Need;
  /** Of which types it asks for something; the empty name stands for any. */
  readonly types: ReadonlySet<string>;
}

/**
 * Divides an operation on `_entities` so that each part requires one value at each place. Fields that require nothing
 * special stay in the first part.
 * @param needOf what a field of a type requires, undefined for nothing special
 */
export function partitionEntities(
  document: DocumentNode,
  needOf: (type: string, field: string) => Need | undefined,
): EntityPart[] {
  const definition = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const entities = definition?.selectionSet.selections[0];
  if (definition === undefined || entities?.kind !== Kind.FIELD || entities.selectionSet === undefined)
    return [{ document, need: new Map(), types: new Set(['']) }];
  const groups = new Groups(needOf);
  groups.place(entities.selectionSet, '');
  return groups.needs.map((need, group) => {
    const selectionSet = groups.only(group, entities.selectionSet);
    const types = new Set(selectionSet.selections.map(conditionOf));
    return { need, types, document: withEntities(document, definition, { ...entities, selectionSet }) };
  });
}

class Groups {
  readonly needs: Map<string, ReadonlySet<string>>[] = [new Map()];
  readonly #needOf: (type: string, field: string) => Need | undefined;
  readonly #groupOf = new Map<SelectionNode, number>();

  constructor(needOf: (type: string, field: string) => Need | undefined) {
    this.#needOf = needOf;
  }

  /** Finds the group of every field that is directly on an entity. */
  place(set: SelectionSetNode, type: string): void {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD)
        this.#groupOf.set(node, this.#groupFor(this.#needOf(type, node.name.value)));
      else if (node.kind === Kind.INLINE_FRAGMENT)
        this.place(node.selectionSet, node.typeCondition?.name.value ?? type);
    }
  }

  /** The part of the selections that is in one group. */
  only(group: number, set: SelectionSetNode | undefined): SelectionSetNode {
    const selections = (set?.selections ?? []).flatMap((node): SelectionNode[] => {
      if (node.kind !== Kind.INLINE_FRAGMENT) return (this.#groupOf.get(node) ?? 0) === group ? [node] : [];
      const selectionSet = this.only(group, node.selectionSet);
      return selectionSet.selections.length === 0 ? [] : [{ ...node, selectionSet }];
    });
    return { kind: Kind.SELECTION_SET, selections };
  }

  #groupFor(need: Need | undefined): number {
    if (need === undefined) return 0;
    let group = this.needs.findIndex((agreed) => agrees(agreed, need));
    if (group < 0) group = this.needs.push(new Map()) - 1;
    for (const [path, names] of need) this.needs[group]?.set(path, names);
    return group;
  }
}

function conditionOf(node: SelectionNode): string {
  return (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition?.name.value) || '';
}

function agrees(agreed: Need, need: Need): boolean {
  for (const [path, names] of need) {
    const others = agreed.get(path);
    if (others !== undefined && !isSame(others, names)) return false;
  }
  return true;
}

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((name) => right.has(name));
}

function withEntities(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  entities: FieldNode,
): DocumentNode {
  const part = { ...definition, selectionSet: { kind: Kind.SELECTION_SET as const, selections: [entities] } };
  const used = variablesIn(part);
  const variableDefinitions = (definition.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const changed: OperationDefinitionNode = { ...part, variableDefinitions };
  return {
    ...document,
    definitions: document.definitions.map((node) => (node === definition ? changed : node)),
  };
}
