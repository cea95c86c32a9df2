import type { Database } from '@manuel/database';
import { EntryRepository } from '../repositories/entry-repository.ts';
import type { AuditEntryInput } from '../schema.generated.ts';

/** Keeps entries, each id once, so that a delivery may be repeated. @returns how many were new */
export function recordEntries(database: Database, inputs: readonly AuditEntryInput[]): Promise<number> {
  return new EntryRepository(database.fork()).add(
    inputs.map((input) => ({
      id: input.id,
      at: input.at,
      workspace: input.workspace,
      actorId: input.actorId ?? null,
      action: input.action,
      target: input.target ?? null,
      outcome: input.outcome,
      code: input.code ?? null,
      requestId: input.requestId,
    })),
  );
}
