import type { Caller } from '@manuel/identity';

/** A caller, where not said otherwise: ada, a reader in the workspace acme. */
export function testCaller(says: Partial<Caller> = {}): Caller {
  return { id: 'ada', workspace: 'acme', roles: ['reader'], ...says };
}
