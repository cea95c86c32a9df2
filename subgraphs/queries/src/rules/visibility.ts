import { type Caller, mayUse } from '@manuel/identity';

/** Whether the caller may see the question: their own, or any of the workspace for auditors. */
export function maySee(
  caller: Caller,
  { workspace, userId }: { workspace: string; userId: string },
): boolean {
  return workspace === caller.workspace && (userId === caller.id || mayUse(caller, 'questions:read-all'));
}
