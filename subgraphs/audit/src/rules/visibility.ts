import { type Caller, mayUse } from '@manuel/identity';

/** What entries of unknown callers bear, such as those of forged tokens. */
const NOBODYS_WORKSPACE = '';

/** Whose entries the caller may list: their workspace's, and for who manages accounts also those of callers whom nobody knows. */
export function visibleWorkspaces(caller: Caller): readonly string[] {
  return mayUse(caller, 'accounts:manage') ? [caller.workspace, NOBODYS_WORKSPACE] : [caller.workspace];
}
