import { fieldRequirements, keyOf, NOTHING } from '@manuel/access';
import type { DocumentNode } from 'graphql';

/**
 * The fields for which neither they nor their type ask for anything; each would be denied to everybody.
 * @param typeDefs the schema that a subgraph wrote, without what the federation adds
 * @returns such as User.usage, in the schema's order
 */
export function unprotectedFields(typeDefs: DocumentNode): string[] {
  return [...fieldRequirements(typeDefs)]
    .filter(([, requirement]) => keyOf(requirement) === keyOf(NOTHING))
    .map(([coordinate]) => coordinate);
}
