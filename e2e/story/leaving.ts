import { eventually } from '@manuel/testkit';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { QUESTION, type Stage } from './stage.ts';

const LOCK = 'lock table manuals.manuals in access exclusive mode';
const WAITING = `select query from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

/** Who leaves takes what is done for them with them, and pays nothing. */
export function tellOfLeaving({ user, databaseUrl }: Stage): void {
  describe('a client that leaves', () => {
    const lena = user('lena', 'reader');

    /** Runs the work while nobody can read manuals; it is told what waits in PostgreSQL. */
    async function whileLocked(work: (waiting: () => Promise<unknown[]>) => Promise<void>): Promise<void> {
      const connectionString = databaseUrl();
      const [locking, looking] = [new pg.Client({ connectionString }), new pg.Client({ connectionString })];
      await Promise.all([locking.connect(), looking.connect()]);
      try {
        await locking.query('begin');
        await locking.query(LOCK);
        await work(async () => (await looking.query(WAITING)).rows);
      } finally {
        await Promise.all([locking.end(), looking.end()]);
      }
    }

    test('while its question is answered has asked nothing, and may ask the same again', async () => {
      const key = { idempotencyKey: 'leaves' };
      await whileLocked(async (waiting) => {
        const client = new AbortController();
        const asked = lena.ask(QUESTION, key, client.signal);
        await eventually(async () => expect(await waiting()).toHaveLength(1));
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

    test('takes what PostgreSQL does for its query with it', async () => {
      await whileLocked(async (waiting) => {
        const client = new AbortController();
        const asked = lena.graphql.send('{ manuals { totalCount } }', {}, client.signal);
        await eventually(async () => expect(await waiting()).not.toEqual([]));
        client.abort();
        await expect(asked).rejects.toThrow();
        await eventually(async () => expect(await waiting()).toEqual([]));
      });
    });
  });
}
