import {
  type FieldNode,
  type GraphQLNamedType,
  getNamedType,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
  Kind,
} from 'graphql';
import { isJson, type Json, own } from '../own.ts';
import type { Path, ShapeSource } from '../shape/exact-shape.ts';
import { type FieldsType, isIncluded, type Variables } from '../shape/selected-fields.ts';

/** An object of the answer. */
export interface AnsweredObject {
  /** What the schema says of its place. */
  readonly declared: GraphQLNamedType;
  /** As fetched. */
  readonly data: Json;
  /** As the client gets it. */
  readonly shaped: Json;
  readonly path: Path;
}

/**
 * The type of an object as far as it is known by now: an interface where no more has been fetched, undefined where a
 * type cannot have fields.
 */
export function typeOf(
  { declared, data }: Pick<AnsweredObject, 'declared' | 'data'>,
  { schema }: ShapeSource,
): FieldsType | undefined {
  if (isObjectType(declared)) return declared;
  const named = typeof data.__typename === 'string' ? schema.getType(data.__typename) : undefined;
  if (isObjectType(named)) return named;
  return isInterfaceType(declared) ? declared : undefined;
}

/** The objects that a way leads to from another one, as far as the client gets what lies between. */
export function objectsAlong(
  way: readonly (FieldNode | InlineFragmentNode)[],
  from: AnsweredObject,
  source: ShapeSource,
  variables: Variables,
): AnsweredObject[] {
  let objects = [from];
  for (const node of way) {
    if (!isIncluded(node, variables)) return [];
    objects = objects.flatMap((object) => {
      if (node.kind === Kind.FIELD) return objectsAt(node, object, source);
      return source.types.holds(node.typeCondition?.name.value, typeOf(object, source)?.name) ? object : [];
    });
  }
  return objects;
}

function objectsAt(node: FieldNode, object: AnsweredObject, source: ShapeSource): AnsweredObject[] {
  const { data, shaped, path } = object;
  const field = typeOf(object, source)?.getFields()[node.name.value];
  if (field === undefined) return [];
  const key = (node.alias ?? node.name).value;
  const [value, answer] = [own(data, source.names.dataKey(node)), own(shaped, key)];
  return objectsIn(getNamedType(field.type), value, answer, [...path, key], source);
}

function objectsIn(
  declared: GraphQLNamedType,
  data: unknown,
  shaped: unknown,
  path: Path,
  source: ShapeSource,
): AnsweredObject[] {
  if (Array.isArray(data) && Array.isArray(shaped))
    return shaped.flatMap((one, index) => objectsIn(declared, data[index], one, [...path, index], source));
  return isJson(data) && isJson(shaped) ? [{ declared, data, shaped, path }] : [];
}
