import { type Caller, hasRole } from '@manuel/identity';

/** What entries of unknown callers bear, such as those of forged tokens. */
const NOBODYS_WORKSPACE = '';

/** Whose entries the caller may list: their workspace's, and for admins also those of callers whom nobody knows. */
export function visibleWorkspaces(caller: Caller): readonly string[] {
  return hasRole(caller, 'admin') ? [caller.workspace, NOBODYS_WORKSPACE] : [caller.workspace];
}
