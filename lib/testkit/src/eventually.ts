import { vi } from 'vitest';

const DEADLINE_MS = 20_000;
const INTERVAL_MS = 25;

/** Waits until the expectations hold. @throws the last failure when they do not in time */
export function eventually<T>(expectations: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(expectations, { timeout: DEADLINE_MS, interval: INTERVAL_MS });
}
