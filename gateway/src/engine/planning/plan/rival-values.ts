import type { RequiredField, RequiredSelection } from '../plan-node.ts';
import type { Need } from '../supergraph/hoisting.ts';

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

/**
 * The selections without what only others need.
 * @param need what these are for
 * @param claimed real paths that anything in the same fetch needs, these included
 * @param isKey whether a path belongs to a key of a type, and so stays whoever needs it
 */
export function onlyNeeded(
  requires: readonly RequiredSelection[],
  need: Need,
  claimed: ReadonlySet<string>,
  isKey: (type: string, path: string) => boolean,
): RequiredSelection[] {
  const keep = (
    selections: readonly RequiredSelection[],
    type: string,
    around: string,
  ): RequiredSelection[] =>
    selections.flatMap((selection): RequiredSelection[] => {
      if (selection.kind === 'InlineFragment') {
        const inner = around === '' ? (selection.typeCondition ?? type) : type;
        return [{ ...selection, selections: keep(selection.selections, inner, around) }];
      }
      const path = around === '' ? sentName(selection) : `${around}.${sentName(selection)}`;
      const isWanted = need.get(path)?.has(selection.name) ?? (!claimed.has(path) || isKey(type, path));
      if (!isWanted) return [];
      return [{ ...selection, selections: selection.selections && keep(selection.selections, type, path) }];
    });
  return keep(requires, '', '');
}

function sentName(field: RequiredField): string {
  return field.sendAs ?? field.name;
}
