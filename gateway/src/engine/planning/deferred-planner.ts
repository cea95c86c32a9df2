import type { QueryPlan } from '@apollo/query-planner';
import { PlanRefused } from './refusals.ts';
import { withTimeLimit } from './time-limit.ts';

/** Many times what planning takes; the event loop stands still meanwhile. */
const LONGEST_MS = 500;
const MOST_TIMEOUTS = 3;

/**
 * Plans operations with `@defer`. Apollo's planner does not end on some of them (merging fetches, it makes one wait for
 * itself and then follows that ring for ever), so it is stopped, and after a few times not asked any more.
 */
export class DeferredPlanner {
  #timeouts = 0;

  /**
   * @param build asks the planner
   * @throws PlanRefused when it takes too long, or has done so too often; Error as the planner does
   */
  plan(build: () => QueryPlan): QueryPlan {
    if (this.#timeouts >= MOST_TIMEOUTS) throw tooComplex();
    try {
      return withTimeLimit(LONGEST_MS, build);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'))
        throw error;
      this.#timeouts += 1;
      throw tooComplex();
    }
  }
}

function tooComplex(): PlanRefused {
  return new PlanRefused('OPERATION_TOO_COMPLEX', 'The operation is too complex to be planned in parts.');
}
