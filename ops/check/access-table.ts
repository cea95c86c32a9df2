import {
  allOf,
  fieldRequirements,
  keyOf,
  NOTHING,
  type Requirement,
  type WrittenRequirements,
  writtenRequirements,
} from '@manuel/access';
import { type DocumentNode, type FieldDefinitionNode, Kind, parse } from 'graphql';

/**
 * The table of who may have which field, a line for each, for people to review: what the field asks for, its type, and
 * the type of what it gives. `|` stands between alternatives, `&` between what must hold together.
 * @param supergraphSdl composed, with its directives
 * @throws Error that names the fields which ask for nothing: nobody could have them
 */
export function accessTable(supergraphSdl: string): string {
  const supergraph = parse(supergraphSdl);
  const written = writtenRequirements(supergraph);
  const requirements = fieldRequirements(supergraph);
  const unprotected = [...requirements].filter(([, need]) => keyOf(need) === keyOf(NOTHING));
  if (unprotected.length > 0)
    throw new Error(
      `These fields say nothing of who may have them: ${unprotected.map(([coordinate]) => coordinate).join(', ')}.`,
    );
  const lines = fieldsOf(supergraph).flatMap(([coordinate, field]) => {
    const own = requirements.get(coordinate);
    if (own === undefined) return [];
    return `${coordinate.padEnd(40)} ${textOf(allOf(own, ofReturned(written, field)))}`;
  });
  return `${lines.sort().join('\n')}\n`;
}

function ofReturned({ types }: WrittenRequirements, field: FieldDefinitionNode): Requirement {
  let type = field.type;
  while (type.kind !== Kind.NAMED_TYPE) type = type.type;
  return types.get(type.name.value) ?? NOTHING;
}

function fieldsOf(document: DocumentNode): [string, FieldDefinitionNode][] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (node.fields ?? []).map((field): [string, FieldDefinitionNode] => [
          `${node.name.value}.${field.name.value}`,
          field,
        ])
      : [],
  );
}

function textOf({ authenticated, scopes, policies }: Requirement): string {
  const groups = [...scopes, ...policies].map((anyOf) => {
    const text = anyOf.map((all) => all.join(' & ')).join(' | ');
    return anyOf.length > 1 ? `(${text})` : text;
  });
  if (groups.length > 0) return groups.join(' & ');
  return authenticated ? 'caller' : '';
}
