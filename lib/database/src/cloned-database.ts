import pg from 'pg';

/** Held while a template is being made, so that test files that start together make it once. */
const TEMPLATE_LOCK = 0x74656d70;

/** A database of one test file. */
export interface ClonedDatabase {
  readonly url: string;
  /** The sessions that are open on it: each one's application and what it did last. */
  sessions(): Promise<string[]>;
  /** Removes it, and every session with it. */
  drop(): Promise<void>;
}

/**
 * Makes an empty-but-migrated database for one test file by cloning a template, which costs milliseconds.
 * @param serverUrl a database of the server that is not the template
 * @param template the template's name; made by `prepare` when it is missing
 * @param prepare migrates the database of the given URL
 */
export async function cloneDatabase(
  serverUrl: string,
  template: string,
  prepare: (url: string) => Promise<void>,
): Promise<ClonedDatabase> {
  const name = `${template}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  await withClient(serverUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount === 0) {
      const draft = `${template}_draft`;
      await client.query(`drop database if exists ${pg.escapeIdentifier(draft)} with (force)`);
      await client.query(`create database ${pg.escapeIdentifier(draft)}`);
      await prepare(withDatabase(serverUrl, draft));
      await client.query(
        `alter database ${pg.escapeIdentifier(draft)} rename to ${pg.escapeIdentifier(template)}`,
      );
    }
    await client.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`,
    );
  });
  return {
    url: withDatabase(serverUrl, name),
    sessions: () => withClient(serverUrl, (client) => sessionsOf(client, name)),
    drop: () =>
      withClient(serverUrl, async (client) => {
        await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
      }),
  };
}

/** Drops every database whose name starts so: what test files and their templates left on a server that stays. */
export function dropDatabases(serverUrl: string, prefix: string): Promise<void> {
  return withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { name } of rows)
      await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  });
}

async function sessionsOf(client: pg.Client, database: string): Promise<string[]> {
  const { rows } = await client.query<{ application_name: string; query: string }>(
    "select application_name, query from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
    [database],
  );
  return rows.map(({ application_name, query }) => `${application_name || 'nameless'}: ${query}`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
