import { codeOf } from '@manuel/service';
import pg from 'pg';
import { MIGRATIONS_TABLE, type Model } from './orm.ts';

/** The role that works in the schema and nowhere else. It belongs to the server: all of its databases share it. */
export function roleOf(schema: string): string {
  return `manuel_${schema}`;
}

/** Another made the role at this moment, or this login may make none. */
const NOT_MADE = new Set(['42710', '23505', '42501']);
/** There is no such role, or this login is no member of it. */
const NOT_TAKEN = new Set(['22023', '42704', '42501']);

/**
 * Makes the schema's role where there is none.
 * @returns whether the session's login may act as it
 */
export async function makeRole(owner: pg.Client, schema: string): Promise<boolean> {
  const role = pg.escapeIdentifier(roleOf(schema));
  const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [roleOf(schema)]);
  if (rowCount === 0) {
    try {
      // One message is one transaction: a role that its maker may not act as would be of no use.
      await owner.query(`create role ${role} nologin; grant ${role} to current_user`);
    } catch (error) {
      if (!NOT_MADE.has(codeOf(error) ?? '')) throw error;
    }
  }
  return mayActAs(owner, schema);
}

/** Whether the session's login may act as the schema's role. */
export async function mayActAs(client: pg.Client, schema: string): Promise<boolean> {
  try {
    await client.query(`set role ${pg.escapeIdentifier(roleOf(schema))}`);
  } catch (error) {
    if (NOT_TAKEN.has(codeOf(error) ?? '')) return false;
    throw error;
  }
  await client.query('reset role');
  return true;
}

/**
 * Gives the schema's role what a service needs: rows of its own tables. It can change no table, and not what is
 * known of migrations. Its jobs' schema is its own, as pg-boss makes and mends the tables there itself.
 */
export async function grantRole(owner: pg.Client, { schema, jobsSchema }: Model): Promise<void> {
  const own = pg.escapeIdentifier(schema);
  const role = pg.escapeIdentifier(roleOf(schema));
  await owner.query(`
    grant usage on schema ${own} to ${role};
    grant select, insert, update, delete on all tables in schema ${own} to ${role};
    grant usage, select on all sequences in schema ${own} to ${role};
    revoke insert, update, delete on ${own}.${MIGRATIONS_TABLE} from ${role}`);
  if (jobsSchema !== undefined) await handOver(owner, jobsSchema, roleOf(schema));
}

/** Makes the schema where there is none. @param role whose it will be; else its maker's */
export async function makeSchema(owner: pg.Client, schema: string, role?: string): Promise<void> {
  // Asked for first, as who may make no schema may not even say "if not exists".
  const { rowCount } = await owner.query('select from pg_namespace where nspname = $1', [schema]);
  if (rowCount === 1) return;
  const whose = role === undefined ? '' : `authorization ${pg.escapeIdentifier(role)}`;
  await owner.query(`create schema ${pg.escapeIdentifier(schema)} ${whose}`);
}

/** Makes the role the owner of the schema, also of one that its login had made before there were roles. */
async function handOver(owner: pg.Client, schema: string, role: string): Promise<void> {
  await makeSchema(owner, schema, role);
  const [ofSchema, toRole] = [pg.escapeLiteral(schema), pg.escapeIdentifier(role)];
  const { rowCount } = await owner.query(
    'select from pg_namespace where nspname = $1 and pg_get_userbyid(nspowner) = $2',
    [schema, role],
  );
  if (rowCount === 1) return;
  const alter = (kind: string, query: string) => `
    for one in ${query} loop
      execute format('alter ${kind} %s owner to %I', one.name, ${pg.escapeLiteral(role)});
    end loop;`;
  await owner.query(`do $$ declare one record; begin
    alter schema ${pg.escapeIdentifier(schema)} owner to ${toRole};
    ${alter('table', `select oid::regclass as name from pg_class where relnamespace = ${ofSchema}::regnamespace and relkind in ('r', 'p')`)}
    ${alter('routine', `select oid::regprocedure as name from pg_proc where pronamespace = ${ofSchema}::regnamespace`)}
    ${alter('type', `select oid::regtype as name from pg_type where typnamespace = ${ofSchema}::regnamespace and typtype = 'e'`)}
  end $$`);
}
