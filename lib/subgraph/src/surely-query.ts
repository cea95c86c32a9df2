import type { SubgraphRequest } from './transport.ts';

/** Whether a request surely changes nothing: its document begins with a query, and is of one operation or refused. */
export function isSurelyQuery({ query, operationName }: SubgraphRequest): boolean {
  return operationName === undefined && /^\s*(query\b|\{)/.test(query);
}
