import { withDeadline } from '@manuel/service';
import pg from 'pg';
import { z } from 'zod';

/** How long asking PostgreSQL to cancel may take, from connecting to its hanging up. */
const DEADLINE_MS = 5_000;

/** A session in somebody's hands, as Kysely, below MikroORM, has it. */
interface Session {
  executeQuery(
    statement: { readonly sql: string; readonly parameters: readonly unknown[] },
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly rows: readonly unknown[] }>;
}

/** What PostgreSQL told the driver about a session, and what cancels on it; the driver's types leave it out. */
type Client = pg.PoolClient & { readonly processID: number; readonly secretKey: number };

/** The driver's side of the protocol, as far as it says more than its types do. */
type Wire = pg.Connection & {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
};

const Pid = z.object({ pid: z.number() });
/** Nobody reads it: whoever waited has been told of the signal already. */
const NOTHING = { rows: [] };

/**
 * Lets PostgreSQL cancel the statement that a session runs when its signal is aborted, and gives the session back only
 * when the cancellation has come to its end: it can never meet the next statement. It is asked for as the protocol has
 * it, with the session's own key (PostgreSQL, "Canceling Requests in Progress"): `pg_cancel_backend`, which MikroORM's
 * strategies call, is refused to the role that a service acts as.
 */
export class Cancellation {
  readonly #clients = new Map<number, Client>();

  /** To be told of a new pool. */
  watch(pool: pg.Pool): void {
    pool.on('connect', (poolClient) => {
      // The driver's own class sets both from BackendKeyData before it is connected.
      const client = poolClient as Client;
      const { processID } = client;
      this.#clients.set(processID, client);
      client.once('end', () => {
        if (this.#clients.get(processID) === client) this.#clients.delete(processID);
      });
    });
  }

  /** To be told of each new session before it is used. */
  async equip(connection: unknown): Promise<void> {
    // MikroORM hands on what Kysely made, without its type.
    const session = connection as Session;
    const execute = session.executeQuery.bind(session);
    const client = await this.#clientOf(session);
    if (client === undefined) return;
    session.executeQuery = (statement, options) => {
      const signal = options?.signal;
      return signal === undefined
        ? execute(statement, options)
        : cancellable(() => execute(statement), client, signal);
    };
  }

  async #clientOf(session: Session): Promise<Client | undefined> {
    try {
      const { rows } = await session.executeQuery({ sql: 'select pg_backend_pid() as pid', parameters: [] });
      return this.#clients.get(Pid.parse(rows[0]).pid);
    } catch {
      // It is going, and its first statement tells whoever wanted it. Kysely would never give back what throws here.
      return undefined;
    }
  }
}

async function cancellable<T>(
  statement: () => Promise<T>,
  client: Client,
  signal: AbortSignal,
): Promise<T | typeof NOTHING> {
  let cancelled: Promise<void> | undefined;
  const cancel = () => {
    cancelled = cancelOn(client);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await statement();
  } catch (error) {
    // Kysely has thrown the signal's reason to whoever waited, and prints what else is thrown.
    if (signal.aborted) return NOTHING;
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    await cancelled;
  }
}

/** Ends the session where nobody can tell whether the cancellation is still on its way. */
async function cancelOn(client: Client): Promise<void> {
  const { host, port, ssl, processID, secretKey } = client;
  // This is what the driver makes its own connections of.
  const wire = new pg.Connection({ ssl }) as Wire;
  const hungUp = new Promise<void>((resolve, reject) => {
    const cancel = () => wire.cancel(processID, secretKey);
    wire.on('error', reject);
    wire.once('end', resolve);
    wire.once('connect', ssl ? () => wire.requestSsl() : cancel);
    wire.once('sslconnect', cancel);
  });
  if (host.startsWith('/')) wire.connect(`${host}/.s.PGSQL.${port}`);
  else wire.connect(port, host);
  try {
    await withDeadline('Postgres', DEADLINE_MS, hungUp);
  } catch {
    wire.stream.destroy();
    await client.end();
  }
}
