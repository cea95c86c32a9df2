import { REFUSAL_CODES } from '../entries/refusal-codes.ts';

const CODES: ReadonlySet<unknown> = new Set([
  ...REFUSAL_CODES,
  ...[
    'FORBIDDEN',
    'RATE_LIMITED',
    'INVALID_INPUT',
    'TOO_LARGE',
    'NOT_FOUND',
    'UNAVAILABLE',
    'INTERNAL_SERVER_ERROR',
  ],
  ...[
    'CLIENT_CLOSED_REQUEST',
    'PLAN_INCOMPLETE',
    'PLANNING_FAILED',
    'DOWNSTREAM_SERVICE_ERROR',
    'INVALID_SUBGRAPH_ANSWER',
  ],
]);

/**
 * An error's code as the attribute `error.type`. A subgraph may answer with any code, so what is not known here is
 * `_OTHER`, as the semantic conventions call it.
 */
export function errorTypeOf(code: unknown): string {
  return typeof code === 'string' && CODES.has(code) ? code : '_OTHER';
}
