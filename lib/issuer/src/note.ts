import type { Caller } from '@manuel/identity';

/** Something that was done or refused here and that an installation keeps a record of. It bears no secret. */
export interface NotedEvent {
  /** Who did it, or tried to, where that is known; null is nobody yet. */
  readonly caller: Pick<Caller, 'id' | 'workspace'> | null;
  readonly requestId: string;
  /** A noun and a verb, such as session.revoke. */
  readonly action: string;
  /** What it was done to, such as account:ada. */
  readonly target?: string;
  readonly outcome: 'DONE' | 'REFUSED' | 'FAILED';
  /** Why it was refused or failed. */
  readonly code?: string;
}

/** Keeps the record; when it returns, the event is not lost. */
export type Note = (event: NotedEvent) => Promise<void>;
