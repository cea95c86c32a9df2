/** The generation that a new database begins with; no store ever held an entry of it. */
export const FIRST_GENERATION = '00000000-0000-0000-0000-000000000000';

/**
 * SQL for a migration: the row that names the generation of cache entries, and what triggers call.
 * Merged migrations use it, so for the same schema it always gives the same.
 */
export function createGeneration(schema: string): string[] {
  return [
    `create table ${schema}.cache_generation (
       only_row boolean primary key default true check (only_row),
       generation uuid not null,
       store text null
     )`,
    `insert into ${schema}.cache_generation (generation) values ('${FIRST_GENERATION}')`,
    `create function ${schema}.note_cache_change(key text) returns void language plpgsql as $$
     declare
       noted text := coalesce(current_setting('${schema}.cache_changes', true), '');
     begin
       -- The text is copied for each row: a change of very many ends all entries instead.
       noted := case when length(noted) > 65536 or noted = '*' then '*' else noted || to_json(key)::text || E'\\n' end;
       perform set_config('${schema}.cache_changes', noted, true);
     end $$`,
    `create function ${schema}.end_unannounced_generation() returns trigger language plpgsql as $$
     begin
       if tg_op = 'TRUNCATE' or coalesce(current_setting('${schema}.cache_changes', true), '') <> '' then
         update ${schema}.cache_generation set generation = gen_random_uuid(), store = null;
         perform set_config('${schema}.cache_changes', '', true);
       end if;
       return null;
     end $$`,
  ];
}

/**
 * SQL for a migration: from now on each transaction notes the cache keys of the table's rows that it changes. One
 * that commits without having told the cache, such as a statement by hand, ends the generation in its commit.
 * Merged migrations use it, so for the same arguments it always gives the same.
 * @param keyOf the SQL expression of a row's cache key, of `old` or of `new`
 * @param from which changes are noted; new rows need not be where the cache does not keep that there is none
 */
export function watchTable(
  schema: string,
  table: string,
  keyOf: (row: 'old' | 'new') => string,
  from: 'insert' | 'update' = 'insert',
): string[] {
  const note = `${schema}.note_cache_change`;
  const changes = from === 'insert' ? 'insert or update or delete' : 'update or delete';
  return [
    `create function ${schema}.note_${table}_change() returns trigger language plpgsql as $$
     begin
       if tg_op <> 'INSERT' then perform ${note}(${keyOf('old')}); end if;
       if tg_op = 'INSERT' then perform ${note}(${keyOf('new')});
       elsif tg_op = 'UPDATE' then
         if ${keyOf('new')} is distinct from ${keyOf('old')} then perform ${note}(${keyOf('new')}); end if;
       end if;
       return null;
     end $$`,
    `create trigger ${table}_cache_changes after ${changes} on ${schema}.${table}
     for each row execute function ${schema}.note_${table}_change()`,
    `create constraint trigger ${table}_cache_announced after ${changes} on ${schema}.${table}
     deferrable initially deferred for each row execute function ${schema}.end_unannounced_generation()`,
    `create trigger ${table}_cache_truncated after truncate on ${schema}.${table}
     for each statement execute function ${schema}.end_unannounced_generation()`,
  ];
}
