import type { Role } from '@manuel/identity';

/** The workspace in which somebody can try everything. */
export const DEMO_WORKSPACE = 'demo';

/** Those who can try it, and what they may. */
export const DEMO_USERS: ReadonlyMap<string, readonly Role[]> = new Map([
  ['ada', ['admin']],
  ['otto', ['author']],
  ['rita', ['reader']],
  ['ines', ['auditor']],
]);

/** The first of them, who may do everything. */
export const DEMO_ADMIN = 'ada';
