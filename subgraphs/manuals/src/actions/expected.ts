import { InvalidInput, NotFound } from '@manuel/service';
import type { ManualsContext } from '../context.ts';
import { auditRefused } from './audit.ts';

/**
 * Runs a write whose expected failures are answers; each of them leaves an audit entry.
 * @param problems turn the failures that the contract names for this write into answers
 */
export async function expected<T, F extends (error: unknown) => { readonly code: string } | null>(
  context: ManualsContext,
  action: string,
  problems: readonly F[],
  write: () => Promise<T>,
): Promise<T | NonNullable<ReturnType<F>>> {
  try {
    return await write();
  } catch (error) {
    const problem = problems.map((toProblem) => toProblem(error)).find((one) => one !== null);
    if (problem === undefined || problem === null) throw error;
    await context.services.audit.add([auditRefused(context, action, problem.code)]);
    // What is found is what one of the functions gave; `map` knows them only by their bound.
    return problem as NonNullable<ReturnType<F>>;
  }
}

export function invalidInput(error: unknown) {
  if (!(error instanceof InvalidInput)) return null;
  const { code, message, path } = error;
  return { __typename: 'InvalidInput', code, message, path } as const;
}

export function notFound(error: unknown) {
  if (!(error instanceof NotFound)) return null;
  return { __typename: 'NotFound', code: error.code, message: error.message } as const;
}
