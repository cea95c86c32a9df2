import pg from 'pg';

/** Held while a template is being made, so that test files that start together make it once. */
const TEMPLATE_LOCK = 0x74656d70;

/**
 * Makes an empty-but-migrated database for one test file by cloning a template, which costs milliseconds.
 * @param serverUrl a database of the server that is not the template
 * @param template the template's name; made by `prepare` when it is missing
 * @param prepare migrates the database of the given URL
 * @returns the clone's URL and what drops it
 */
export async function cloneDatabase(
  serverUrl: string,
  template: string,
  prepare: (url: string) => Promise<void>,
): Promise<{ url: string; drop: () => Promise<void> }> {
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
    drop: () =>
      withClient(serverUrl, async (client) => {
        await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
      }),
  };
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
