import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** One thing that somebody did or tried to do. Rows are only ever added; triggers refuse anything else. */
export const Entry = defineEntity({
  name: 'Entry',
  tableName: 'entries',
  properties: {
    // Made by the writer as a UUID of version 7, so that ids sort by time.
    id: p.uuid().primary(),
    at: p.datetime(3),
    workspace: p.text(),
    actorId: p.text().nullable(),
    action: p.text(),
    target: p.text().nullable(),
    outcome: p.text().$type<'DONE' | 'REFUSED' | 'FAILED'>(),
    code: p.text().nullable(),
    requestId: p.text(),
  },
  indexes: [
    { name: 'entries_workspace', properties: ['workspace', 'id'] },
    { name: 'entries_target', properties: ['workspace', 'target', 'id'] },
    { name: 'entries_actor', properties: ['workspace', 'actorId', 'id'] },
  ],
  triggers: [
    {
      name: 'entries_append_only',
      timing: 'before',
      // Truncation has a trigger of its own in the migration: PostgreSQL's information schema, from which MikroORM
      // reads what is there, does not tell of such triggers.
      events: ['update', 'delete'],
      forEach: 'statement',
      body: "raise exception 'audit entries are only ever added'",
    },
  ],
});

export type EntryRow = RowOf<InferEntity<typeof Entry>>;
