import { codeOf, type Logger, messageOf, StartFailure } from '@manuel/service';
import pg from 'pg';
import { z } from 'zod';
import { checkLimits } from './limits.ts';
import { MIGRATIONS_TABLE, type Model, openOrm } from './orm.ts';
import { grantRole, makeRole, makeSchema, mayActAs, roleOf } from './roles.ts';
import { CONNECT_DEADLINE_MS, migrationUrl, SESSIONS } from './sessions.ts';

/** Held while migrations run, so that replicas may start at once. */
const MIGRATION_LOCK = 0x6d696772;
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Brings the model's schema up to date and makes its role; who may not change the schema makes sure that it is.
 * Safe when several processes do it at once.
 * @param url names who owns the schema, or at least a member of the schema's role
 * @returns the role that the service's sessions act as; undefined when they go on as the URL says
 * @throws StartFailure when the database is away, refuses the login, takes too few connections, or is not up to
 *   date and may not be changed
 */
export function migrateSchema(model: Model, url: string, log: Logger): Promise<string | undefined> {
  return withLock(url, async (client) => {
    await checkLimits(client, sessionsOf(model), log);
    const mayAct = (await mayChange(client, model.schema))
      ? await change(client, model, url)
      : await check(client, model);
    if (mayAct) return roleOf(model.schema);
    log.warn(
      { role: roleOf(model.schema) },
      'DATABASE_URL names somebody who may not act as the role of this schema, so the service has all rights of that login: create the role and grant it',
    );
    return undefined;
  });
}

/** Runs `work` while no other process migrates this database. */
async function withLock<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_DEADLINE_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new StartFailure(`Postgres is away (${messageOf(cause)}): start it, or mend DATABASE_URL.`, {
      cause,
    });
  }
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work(client);
  } catch (cause) {
    if (codeOf(cause) !== INSUFFICIENT_PRIVILEGE) throw cause;
    throw new StartFailure(
      `DATABASE_URL names somebody who may not migrate this database (${messageOf(cause)}): run migrate.ts with its owner's URL first.`,
      { cause },
    );
  } finally {
    await client.end();
  }
}

function sessionsOf({ jobsSchema }: Model): number {
  const { units, cache, jobs, notifications } = SESSIONS;
  const always = units + cache;
  return jobsSchema === undefined ? always : always + jobs + notifications;
}

const Standing = z.object({ mayChange: z.boolean() });

/** Whether the login owns the schema, or may make it where there is none. */
async function mayChange(client: pg.Client, schema: string): Promise<boolean> {
  const { rows } = await client.query(
    `select coalesce(
       (select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = $1),
       has_database_privilege(current_database(), 'create')
     ) as "mayChange"`,
    [schema],
  );
  return Standing.parse(rows[0]).mayChange;
}

/** @returns whether the login may act as the schema's role */
async function change(owner: pg.Client, model: Model, url: string): Promise<boolean> {
  await makeSchema(owner, model.schema);
  const orm = openOrm(model, migrationUrl(url), 2);
  try {
    await orm.migrator.up();
  } finally {
    await orm.close(true);
  }
  const mayAct = await makeRole(owner, model.schema);
  if (mayAct) await grantRole(owner, model);
  else if (model.jobsSchema !== undefined) await makeSchema(owner, model.jobsSchema);
  return mayAct;
}

/** @returns whether the login may act as the schema's role */
async function check(client: pg.Client, { schema, migrations }: Model): Promise<boolean> {
  const table = `${pg.escapeIdentifier(schema)}.${MIGRATIONS_TABLE}`;
  const done = await client.query<{ name: string }>(`select name from ${table}`).then(
    ({ rows }) => new Set(rows.map(({ name }) => name)),
    () => new Set<string>(),
  );
  if (!migrations.every(({ name }) => done.has(name))) {
    throw new StartFailure(
      `The schema ${schema} is not up to date, and DATABASE_URL names somebody who may not change it: run migrate.ts with its owner's URL first.`,
    );
  }
  return mayActAs(client, schema);
}
