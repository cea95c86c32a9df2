import { eventually, testDatabase } from '@manuel/testkit';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { Listener } from './listener.ts';

const url = await testDatabase('empty', async () => undefined);
const database = new pg.Client({ connectionString: url });
await database.connect();
afterAll(() => database.end());

class Heard {
  readonly payloads: string[] = [];
  readonly lost: unknown[] = [];
  subscriptions = 0;

  listen(channel: string, at = url): Listener {
    return new Listener({
      url: at,
      channel,
      onNotification: (payload) => this.payloads.push(payload),
      onListening: () => {
        this.subscriptions += 1;
      },
      onLost: (error) => this.lost.push(error),
    });
  }

  listening(times: number): Promise<void> {
    return eventually(async () => expect(this.subscriptions).toBe(times));
  }
}

/** The sessions that listen to the channel. */
async function sessionsOf(channel: string): Promise<number[]> {
  const { rows } = await database.query<{ pid: number }>(
    'select pid from pg_stat_activity where query = $1',
    [`listen "${channel}"`],
  );
  return rows.map(({ pid }) => pid);
}

const end = (session: number | undefined) => database.query('select pg_terminate_backend($1)', [session]);

test('what is notified is heard, and again after the connection broke', async () => {
  const heard = new Heard();
  const listener = heard.listen('Again');
  await heard.listening(1);
  await database.query(`notify "Again", 'one'`);
  await eventually(async () => expect(heard.payloads).toEqual(['one']));
  await end((await sessionsOf('Again')).at(0));
  await heard.listening(2);
  expect(heard.lost).toHaveLength(1);
  await database.query(`notify "Again", 'two'`);
  await eventually(async () => expect(heard.payloads).toEqual(['one', 'two']));
  await listener.close();
});

test('a connection that breaks while the listener closes disturbs nobody', async () => {
  for (let round = 0; round < 20; round += 1) {
    const heard = new Heard();
    const listener = heard.listen('Closing');
    await heard.listening(1);
    const [session] = await sessionsOf('Closing');
    await Promise.all([end(session), listener.close()]);
    expect(heard.subscriptions).toBe(1);
  }
});

test('one that never connected tells of it and can be closed', async () => {
  const heard = new Heard();
  const listener = heard.listen('away', 'postgresql://nobody@127.0.0.1:1/none');
  await eventually(async () => expect(heard.lost.length).toBeGreaterThan(0));
  await listener.close();
  expect(heard.subscriptions).toBe(0);
});
