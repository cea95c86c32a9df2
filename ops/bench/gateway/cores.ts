import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The core that the gateway has for itself. */
export const GATEWAY_CORE = 0;
/** The core of everything else: load, mock subgraphs, this program. */
export const LOAD_CORE = 1;

/**
 * Moves this process and whatever it starts from now on to the load's core.
 * @returns false where that cannot be done: without taskset, or with one core
 */
export function separateCores(): boolean {
  if (availableParallelism() < 2) return false;
  const { status } = spawnSync('taskset', ['-a', '-c', '-p', String(LOAD_CORE), String(process.pid)]);
  return status === 0;
}

/** A command as it is run on the gateway's core. */
export function onGatewayCore(command: readonly string[]): string[] {
  return ['taskset', '-c', String(GATEWAY_CORE), ...command];
}
