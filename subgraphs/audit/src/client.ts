import type { Caller } from '@manuel/identity';
import { newId } from '@manuel/service';
import { type NoteDeeds, type Refusal, SubgraphClient, type SubgraphTransport } from '@manuel/subgraph';
import { z } from 'zod';

/** One entry on its way to the audit subgraph, as plain JSON: it may wait in an outbox. */
export interface AuditMessage {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly workspace: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: 'DONE' | 'REFUSED' | 'FAILED';
  readonly code: string | null;
  readonly requestId: string;
}

/** What happened, to be made an entry. */
export interface AuditEvent {
  readonly caller: Pick<Caller, 'id' | 'workspace'> | null;
  readonly requestId: string;
  readonly action: string;
  readonly target?: string;
  readonly outcome: AuditMessage['outcome'];
  readonly code?: string;
}

/** Makes an entry of what happened now; its id is given once and kept through every delivery. */
export function auditMessage({ caller, requestId, action, target, outcome, code }: AuditEvent): AuditMessage {
  return {
    id: newId(),
    at: new Date().toISOString(),
    workspace: caller?.workspace ?? '',
    actorId: caller?.id ?? null,
    action,
    target: target ?? null,
    outcome,
    code: code ?? null,
    requestId,
  };
}

/** Entries of the requests that a subgraph refused. @param noun what the subgraph is called in actions */
export function auditRefusals(noun: string, refusals: readonly Refusal[]): AuditMessage[] {
  return refusals.map(({ origin, code, field }) =>
    auditMessage({
      caller: origin?.caller ?? null,
      requestId: origin?.requestId ?? newId(),
      action: `${noun}.${field ?? 'request'}`,
      outcome: 'REFUSED',
      code,
    }),
  );
}

/** Notes what admins do to dead letters, as entries. @param outbox takes them */
export function auditDeeds<Em>(outbox: {
  add(messages: readonly AuditMessage[], em?: Em): Promise<void>;
}): NoteDeeds<Em> {
  return ({ origin }, deeds, em) => {
    const entries = deeds.map((deed) => auditMessage({ ...origin, ...deed }));
    return outbox.add(entries, em);
  };
}

const RECORD = 'mutation ($entries: [AuditEntryInput!]!) { recordEntries(entries: $entries) }';
const Recorded = z.object({ recordEntries: z.number() });

/** Delivers entries to the audit subgraph; it keeps each id once, so a delivery may be repeated. */
export class AuditClient {
  readonly #client: SubgraphClient;

  /** @param service the process that delivers */
  constructor(service: string, transport: SubgraphTransport) {
    this.#client = new SubgraphClient('audit', service, transport);
  }

  /** @throws Unavailable when the audit subgraph is away: deliver again later */
  async record(messages: readonly AuditMessage[]): Promise<void> {
    await this.#client.call(RECORD, { entries: messages }, Recorded, { caller: null, requestId: newId() });
  }
}
