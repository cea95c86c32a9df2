import { testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { Database, type UnitOfWork } from './index.ts';
import { retried } from './retry.ts';

const url = await testDatabase('empty', async () => undefined);
const Account = defineEntity({ name: 'Account', properties: { id: p.text().primary() } });
const database = await Database.open({ url, schema: 'bank', entities: [Account], migrations: [] });
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query('create schema bank');
await client.query('create table bank.accounts (id text primary key, money int not null)');
await client.query("insert into bank.accounts values ('a', 0), ('b', 0), ('c', 0)");
afterAll(async () => {
  await database.close();
  await client.end();
});

const add = (em: UnitOfWork, id: string) =>
  em.execute('update bank.accounts set money = money + 1 where id = ?', [id]);

async function moneyOf(id: string): Promise<number | undefined> {
  const { rows } = await client.query<{ money: number }>('select money from bank.accounts where id = $1', [
    id,
  ]);
  return rows[0]?.money;
}

/** Lets each caller go on only when as many have come as are awaited; who comes later goes on at once. */
function meeting(size: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come >= size) resolve();
    return promise;
  };
}

const conflict = () => Object.assign(new Error('could not serialize access'), { code: '40001' });

describe('a transaction that may be repeated', () => {
  test('is run again when it was the victim of a deadlock, so that both are done once', async () => {
    const bothHoldOne = meeting(2);
    const inOrder = (first: string, second: string) =>
      database.retriedTransaction(async (em) => {
        await add(em, first);
        await bothHoldOne();
        await add(em, second);
      });
    await Promise.all([inOrder('a', 'b'), inOrder('b', 'a')]);
    expect([await moneyOf('a'), await moneyOf('b')]).toEqual([2, 2]);
  });

  test('is run again when it could not be put in order with another', async () => {
    const bothHaveRead = meeting(2);
    const increase = () =>
      database.retriedTransaction(async (em) => {
        await em.execute('set transaction isolation level serializable');
        const [row] = await em.execute<{ money: number }[]>("select money from bank.accounts where id = 'c'");
        await bothHaveRead();
        await em.execute("update bank.accounts set money = ? where id = 'c'", [(row?.money ?? 0) + 1]);
      });
    await Promise.all([increase(), increase()]);
    expect(await moneyOf('c')).toBe(2);
  });

  test('gives up after a few conflicts and says that it may be tried again', async () => {
    let tries = 0;
    const failing = retried(async () => {
      tries += 1;
      throw conflict();
    });
    await expect(failing).rejects.toMatchObject({ code: 'UNAVAILABLE', cause: { code: '40001' } });
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThan(10);
  });

  test.each(['57P01', '23505', 'ECONNRESET'])('is not run again after %s', async (code) => {
    let tries = 0;
    const failing = retried(async () => {
      tries += 1;
      throw Object.assign(new Error('it failed'), { code });
    });
    await expect(failing).rejects.toMatchObject({ code });
    expect(tries).toBe(1);
  });
});

test('a transaction that may not be repeated is run once, whatever it meets', async () => {
  let tries = 0;
  const failing = database.transaction(async () => {
    tries += 1;
    throw conflict();
  });
  await expect(failing).rejects.toMatchObject({ code: '40001' });
  expect(tries).toBe(1);
});
