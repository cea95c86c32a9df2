import { Script } from 'node:vm';

const WORK = Symbol.for('manuel.work-with-time-limit');
const script = new Script(`globalThis[Symbol.for(${JSON.stringify(WORK.description)})]()`);

/**
 * Does work that might not end, as far as it ends in time. What it was changing when it was stopped stays half done.
 * @throws Error with code ERR_SCRIPT_EXECUTION_TIMEOUT when it takes longer
 */
export function withTimeLimit<T>(milliseconds: number, work: () => T): T {
  const results: T[] = [];
  // Only what a script calls can be stopped, and a script knows nothing but what is global.
  Reflect.set(globalThis, WORK, () => results.push(work()));
  try {
    script.runInThisContext({ timeout: milliseconds });
  } finally {
    Reflect.deleteProperty(globalThis, WORK);
  }
  const [result] = results;
  // The work has ended, and what it gave may be undefined itself.
  return result as T;
}
