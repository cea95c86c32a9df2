import type { RequiredField, RequiredSelection } from '../plan-node.ts';
import type { HoistedField, Need } from '../supergraph/hoisting.ts';

/** Whether one object of a representation would have to carry two values under one key. */
export function hasRivals(requires: readonly RequiredSelection[]): boolean {
  const bySentName = new Map<string, RequiredField>();
  const inner = new Map<string, RequiredSelection[]>();
  for (const field of fieldsOf(requires)) {
    const name = sentName(field);
    const other = bySentName.get(name);
    if (other !== undefined && other.name !== field.name) return true;
    bySentName.set(name, field);
    inner.set(name, [...(inner.get(name) ?? []), ...(field.selections ?? [])]);
  }
  return [...inner.values()].some(hasRivals);
}

/** The fields for one object, those below type conditions included. */
function fieldsOf(requires: readonly RequiredSelection[]): RequiredField[] {
  return requires.flatMap((selection) =>
    selection.kind === 'Field' ? [selection] : fieldsOf(selection.selections),
  );
}

/** The selections without the hoisted fields for which `need` names another one at the same place. */
export function onlyNeeded(
  requires: readonly RequiredSelection[],
  need: Need,
  hoisted: ReadonlyMap<string, HoistedField>,
  around = '',
): RequiredSelection[] {
  return requires.flatMap((selection): RequiredSelection[] => {
    if (selection.kind === 'InlineFragment')
      return [{ ...selection, selections: onlyNeeded(selection.selections, need, hoisted, around) }];
    const path = around === '' ? sentName(selection) : `${around}.${sentName(selection)}`;
    const isNeeded = need.get(path)?.has(selection.name) ?? true;
    if (hoisted.has(selection.name) && !isNeeded) return [];
    const selections = selection.selections && onlyNeeded(selection.selections, need, hoisted, path);
    return [{ ...selection, selections }];
  });
}

function sentName(field: RequiredField): string {
  return field.sendAs ?? field.name;
}
