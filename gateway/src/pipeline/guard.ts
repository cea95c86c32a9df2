import { NotAuthenticated } from '@manuel/service';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Admitted, Identified } from './stages.ts';

/**
 * Lets an operation through to planning. Nobody may ask what `__typename` is, which tells that the gateway
 * answers; everything else needs a caller, and each subgraph decides field by field what that caller may have.
 * @throws NotAuthenticated
 */
export function guard(identified: Identified, operation: OperationDefinitionNode): Admitted {
  const { selections } = operation.selectionSet;
  const asksNothing = selections.every((one) => one.kind === Kind.FIELD && one.name.value === '__typename');
  if (identified.caller === null && !asksNothing) {
    throw new NotAuthenticated('Send a token: authorization: Bearer <token>.');
  }
  return { ...identified, origins: new Map() };
}
