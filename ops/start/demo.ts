import type { Caller } from '@manuel/identity';

/** Users of the demo workspace, one for each role. */
export const DEMO_CALLERS = {
  ada: { id: 'ada', workspace: 'demo', roles: ['admin'] },
  otto: { id: 'otto', workspace: 'demo', roles: ['author'] },
  rita: { id: 'rita', workspace: 'demo', roles: ['reader'] },
  ines: { id: 'ines', workspace: 'demo', roles: ['auditor'] },
} as const satisfies Record<string, Caller>;

/** How long the playground's token is good. */
export const DEMO_TOKEN_SECONDS = 12 * 60 * 60;
