import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { applications, argument, type FieldedType, isGiven, mapFieldedTypes, textOf } from './sdl.ts';

/**
 * Leaves out keys that a subgraph declares with `resolvable: false` where it also has a key that it resolves. The
 * planner would enter the subgraph by the first key of either sort, and the subgraph answers null to the former.
 * An only key stays, and so does that of an interface object: they say that references of the type exist there.
 */
export function withoutShadowedKeys(document: DocumentNode): DocumentNode {
  return mapFieldedTypes(document, (type) => {
    const shadowed = shadowedKeys(type);
    if (shadowed.size === 0) return type;
    return { ...type, directives: (type.directives ?? []).filter((directive) => !shadowed.has(directive)) };
  });
}

function shadowedKeys(type: FieldedType): Set<ConstDirectiveNode> {
  const keys = applications(type, 'join__type').filter((join) => argument(join, 'key') !== undefined);
  const resolvable = new Set(
    keys.filter((join) => !isGiven(join, 'resolvable', false)).map((join) => textOf(join, 'graph')),
  );
  const isShadowed = (join: ConstDirectiveNode) =>
    isGiven(join, 'resolvable', false) &&
    !isGiven(join, 'isInterfaceObject', true) &&
    resolvable.has(textOf(join, 'graph'));
  return new Set(keys.filter(isShadowed));
}
