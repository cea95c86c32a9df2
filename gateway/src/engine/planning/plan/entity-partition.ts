import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { conditionsOf } from '../operation/conditions.ts';
import type { Need } from '../supergraph/hoisting.ts';
import { variablesIn } from './variables.ts';

/** Part of an entity fetch whose fields agree on what they require, and on when. */
export interface EntityPart {
  readonly document: DocumentNode;
  readonly need: Need;
  /** Of which types it asks for something; the empty name stands for any. */
  readonly types: ReadonlySet<string>;
}

/**
 * Divides an operation on `_entities` so that each part requires one value at each place, and so that fields under a
 * condition, whose requirements are fetched under it too, do not hold up the others.
 * @param needOf what a field of a type requires, undefined for nothing but keys
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
  groups.place(entities.selectionSet, '', '');
  return groups.needs.flatMap((need, group) => {
    const selectionSet = groups.only(group, entities.selectionSet);
    if (selectionSet.selections.length === 0) return [];
    const types = new Set(selectionSet.selections.map(typeConditionOf));
    return [{ need, types, document: withEntities(document, definition, { ...entities, selectionSet }) }];
  });
}

class Groups {
  readonly needs: Map<string, ReadonlySet<string>>[] = [new Map()];
  /** The conditions of each group, as text. */
  readonly #conditions = [''];
  readonly #needOf: (type: string, field: string) => Need | undefined;
  readonly #groupOf = new Map<SelectionNode, number>();

  constructor(needOf: (type: string, field: string) => Need | undefined) {
    this.#needOf = needOf;
  }

  /** Finds the group of every field that is directly on an entity. */
  place(set: SelectionSetNode, type: string, around: string): void {
    for (const node of set.selections) {
      const conditions = around + conditionText(node);
      if (node.kind === Kind.FIELD) {
        const need = this.#needOf(type, node.name.value);
        this.#groupOf.set(node, need === undefined ? 0 : this.#groupFor(need, conditions));
      } else if (node.kind === Kind.INLINE_FRAGMENT)
        this.place(node.selectionSet, node.typeCondition?.name.value ?? type, conditions);
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

  #groupFor(need: Need, conditions: string): number {
    let group = this.needs.findIndex(
      (agreed, index) => this.#conditions[index] === conditions && agrees(agreed, need),
    );
    if (group < 0) {
      group = this.needs.push(new Map()) - 1;
      this.#conditions.push(conditions);
    }
    for (const [path, names] of need) this.needs[group]?.set(path, names);
    return group;
  }
}

function typeConditionOf(node: SelectionNode): string {
  return (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition?.name.value) || '';
}

function conditionText(node: SelectionNode): string {
  return conditionsOf(node)
    .map(({ directive }) => print(directive))
    .sort()
    .join('');
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
