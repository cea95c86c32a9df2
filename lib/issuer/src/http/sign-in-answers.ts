import type { NotedEvent } from '../note.ts';
import type { SignInResult } from '../sign-in.ts';

/** Says nothing of which it was: a name that nobody has must look like a wrong password. */
export const WRONG = 'That name and password do not belong together. Try again.';

export function tooOften(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}

/** What is kept of somebody's showing a name and a password. */
export function noteOf(action: string, requestId: string, result: SignInResult): NotedEvent {
  switch (result.end) {
    case 'signed-in':
      return { requestId, action, caller: whoIs(result.account), outcome: 'DONE' };
    case 'throttled':
      return { requestId, action, caller: null, outcome: 'REFUSED', code: 'TOO_MANY_ATTEMPTS' };
    case 'refused': {
      const { account, code } = result;
      return { requestId, action, caller: account ? whoIs(account) : null, outcome: 'REFUSED', code };
    }
    default:
      return result satisfies never;
  }
}

function whoIs({ name, workspace }: { name: string; workspace: string }) {
  return { id: name, workspace };
}
