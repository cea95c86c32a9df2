import { vi } from 'vitest';

const DEADLINE_MS = 20_000;
const INTERVAL_MS = 25;

/**
 * Waits until the expectations hold.
 * @param deadlineMs for what takes longer than most; the test's own timeout must be longer
 * @throws the last failure when they do not hold in time
 */
export function eventually<T>(expectations: () => T | Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  return vi.waitFor(expectations, { timeout: deadlineMs, interval: INTERVAL_MS });
}
