import { eventually } from '@manuel/testkit';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { QUESTION, type Stage } from './stage.ts';

/** Asks each subgraph for what it reads from its database. */
const FOUR_READS = `{
  manuals { totalCount }
  questions { edges { node { id } } }
  me { usage { today { used } } }
  auditEntries { edges { node { id } } }
}`;
const READ_TABLES = ['manuals.manuals', 'queries.questions', 'usage.counters', 'audit.entries'];
/** The tables that somebody waits to read; outboxes may wait to write. */
const WAITING = `select distinct relation::regclass::text as name from pg_locks
  where not granted and mode = 'AccessShareLock'
    and database = (select oid from pg_database where datname = current_database())`;

/** Who leaves takes what is done for them with them, and pays nothing. */
export function tellOfLeaving({ user, databaseUrl }: Stage): void {
  describe('a client that leaves', () => {
    const lena = user('lena', 'admin');

    /** Runs the work while nobody can read the tables; it is told what waits in PostgreSQL. */
    async function whileLocked(
      tables: readonly string[],
      work: (waiting: () => Promise<string[]>) => Promise<void>,
    ): Promise<void> {
      const connectionString = databaseUrl();
      const [locking, looking] = [new pg.Client({ connectionString }), new pg.Client({ connectionString })];
      await Promise.all([locking.connect(), looking.connect()]);
      try {
        await locking.query('begin');
        await locking.query(`lock table ${tables.join()} in access exclusive mode`);
        await work(async () => (await looking.query<{ name: string }>(WAITING)).rows.map(({ name }) => name));
      } finally {
        await Promise.all([locking.end(), looking.end()]);
      }
    }

    test('while its question is answered has asked nothing, and may ask the same again', async () => {
      const key = { idempotencyKey: 'leaves' };
      await whileLocked(['manuals.manuals'], async (waiting) => {
        const client = new AbortController();
        const asked = lena.ask(QUESTION, key, client.signal);
        await eventually(async () => expect(await waiting()).toEqual(['manuals.manuals']));
        expect(await lena.usageToday()).toMatchObject({ used: 1 });
        client.abort();
        await expect(asked).rejects.toThrow();
        await eventually(async () => expect(await waiting()).toEqual([]));
        await eventually(async () => expect(await lena.usageToday()).toMatchObject({ used: 0 }));
        expect(await lena.questions()).toEqual([]);
      });
      (await lena.ask(QUESTION, key)).expectMatch({ ask: { __typename: 'Question', text: QUESTION } });
      await eventually(async () => expect(await lena.questions()).toEqual([{ text: QUESTION, charged: 1 }]));
      expect(await lena.usageToday()).toMatchObject({ used: 1 });
    });

    test('takes what PostgreSQL does for its query with it, in every subgraph', async () => {
      await whileLocked(READ_TABLES, async (waiting) => {
        const client = new AbortController();
        const asked = lena.graphql.send(FOUR_READS, {}, client.signal);
        await eventually(async () => expect(new Set(await waiting())).toEqual(new Set(READ_TABLES)));
        client.abort();
        await expect(asked).rejects.toThrow();
        await eventually(async () => expect(await waiting()).toEqual([]));
      });
    });
  });
}
