import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Stands for a value that its type does not allow. */
export const INVALID = Symbol('invalid');

/**
 * A leaf's value as it goes to the client. Subgraphs have serialized it already, so the built-in scalars and enums are
 * only checked, as the specification's result coercion demands; custom scalars pass as they are.
 */
export function checkedLeaf(type: GraphQLLeafType, value: unknown): unknown {
  if (isEnumType(type))
    return typeof value === 'string' && type.getValue(value) !== undefined ? value : INVALID;
  switch (type.name) {
    case 'Int':
      // Bit operators work on integers of 32 bits, which is what an Int is.
      return typeof value === 'number' && (value | 0) === value ? value : INVALID;
    case 'Float':
      return typeof value === 'number' ? value : INVALID;
    case 'String':
      return typeof value === 'string' ? value : INVALID;
    case 'Boolean':
      return typeof value === 'boolean' ? value : INVALID;
    case 'ID':
      if (typeof value === 'string') return value;
      return typeof value === 'number' && Number.isInteger(value) ? String(value) : INVALID;
    default:
      return value;
  }
}
