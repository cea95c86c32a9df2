/** The table of dead letters, in its owner's schema. */
export const LETTERS_TABLE = 'dead_letters';

/**
 * SQL for a migration: where a schema's dead letters are kept.
 * Merged migrations use it, so for the same schema it always gives the same.
 */
export function createDeadLetters(schema: string): string[] {
  return [
    `create table ${schema}.${LETTERS_TABLE} (
       id uuid not null primary key,
       workspace text not null,
       queue text not null,
       data jsonb not null,
       reason text not null,
       tries int not null,
       sent_at timestamptz(3) not null,
       died_at timestamptz(3) not null
     )`,
    `create index dead_letters_workspace on ${schema}.${LETTERS_TABLE} (workspace, id)`,
  ];
}
