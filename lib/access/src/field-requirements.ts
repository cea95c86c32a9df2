import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  Kind,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import { accessDirectives, requirementOn } from './directives.ts';
import { allOf, NOTHING, type Requirement } from './requirement.ts';

/** What the definitions of a schema ask for, as they are written. */
export interface WrittenRequirements {
  /** Of types, by name: those that ask for something. */
  readonly types: ReadonlyMap<string, Requirement>;
  /** Of every field of an object or an interface, by coordinate such as User.name: without what its type asks for. */
  readonly fields: ReadonlyMap<string, Requirement>;
}

/**
 * Reads who may have what from a schema's own directives.
 * @throws DirectiveRefused when one of them cannot be understood
 */
export function writtenRequirements(document: DocumentNode): WrittenRequirements {
  const names = accessDirectives(document);
  const types = new Map<string, Requirement>();
  const fields = new Map<string, Requirement>();
  const add = (to: Map<string, Requirement>, key: string, requirement: Requirement) =>
    to.set(key, allOf(to.get(key) ?? NOTHING, requirement));
  for (const node of document.definitions) {
    if (!isType(node)) continue;
    const type = node.name.value;
    add(types, type, requirementOn(constant(node.directives), names, type));
    for (const field of 'fields' in node ? (node.fields ?? []) : []) {
      const coordinate = `${type}.${field.name.value}`;
      add(fields, coordinate, requirementOn(constant(field.directives), names, coordinate));
    }
  }
  return { types, fields };
}

/**
 * What each field of an object type asks for: what its type asks for, and what it does itself.
 * @returns by coordinate, in the schema's order
 * @throws DirectiveRefused when a directive cannot be understood
 */
export function fieldRequirements(document: DocumentNode): Map<string, Requirement> {
  const { types, fields } = writtenRequirements(document);
  const objects = document.definitions.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
  return new Map(
    objects.flatMap(({ name, fields: defined = [] }) =>
      defined.map((field) => {
        const coordinate = `${name.value}.${field.name.value}`;
        const all = allOf(types.get(name.value) ?? NOTHING, fields.get(coordinate) ?? NOTHING);
        return [coordinate, all] as const;
      }),
    ),
  );
}

function isType(node: DefinitionNode): node is TypeDefinitionNode | TypeExtensionNode {
  return /Type(Definition|Extension)$/.test(node.kind);
}

/** Directives of a schema are constant, which the type of extensions does not say. */
function constant(directives: TypeDefinitionNode['directives']): readonly ConstDirectiveNode[] {
  return directives ?? [];
}
