import { type Database, PostgresServer } from '@manuel/database';
import { type IssuedKey, KeyBook, KeyDesk, openDatabase, ServiceAccountDesk } from '@manuel/issuer';
import { Unavailable } from '@manuel/service';
import { RecordingLog, silentLog, temporaryFolder, testCaller } from '@manuel/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiKeys, KeyRefused } from './api-keys.ts';

const SECRET = 'the-secret-behind-signed-requests-in-tests';
const SECONDS = 1_000;
const folder = temporaryFolder();
const deed = { caller: testCaller({ roles: ['admin'] }), requestId: 'r1' };
const note = async () => undefined;

/** Counts what it is asked. */
class CountingBook extends KeyBook {
  queries = 0;

  override find(...asked: Parameters<KeyBook['find']>): ReturnType<KeyBook['find']> {
    this.queries += 1;
    return super.find(...asked);
  }
}

// A server of its own, as it is stopped.
let postgres: PostgresServer;
let database: Database;
let book: CountingBook;
let keys: KeyDesk;
beforeAll(async () => {
  postgres = await PostgresServer.start({ dataFolder: folder.path });
  database = await openDatabase(postgres.url);
  await database.migrate(silentLog);
  book = new CountingBook(database, SECRET);
  keys = new KeyDesk({ database, note, installationSecret: SECRET });
}, 120_000);
afterAll(async () => {
  await database.close();
  await postgres.stop();
  folder.remove();
});

let made = 0;
async function newKey(): Promise<IssuedKey & { readonly account: string }> {
  made += 1;
  const { name } = await new ServiceAccountDesk(database, note).add(deed, `s${made}`, ['reader']);
  return { ...(await keys.add(deed, name, { scopes: undefined, days: 1 })), account: name };
}

/** A gateway's keys, at a time that the test says. */
class Keys extends ApiKeys {
  readonly #clock: { now: number };

  constructor(clock = { now: 0 }, log = silentLog) {
    super({ book, log, now: () => clock.now });
    this.#clock = clock;
  }

  pass(milliseconds: number): void {
    this.#clock.now += milliseconds;
  }
}

test('a key is looked up once in five seconds, however many show it at once', async () => {
  const { apiKey, account } = await newKey();
  const gateway = new Keys();
  const before = book.queries;
  const callers = await Promise.all(Array.from({ length: 20 }, () => gateway.callerOf(apiKey)));
  expect(callers.map(({ caller }) => caller.id)).toEqual(Array(20).fill(`svc.${account}`));
  gateway.pass(5 * SECONDS - 1);
  await gateway.callerOf(apiKey);
  expect(book.queries).toBe(before + 1);
  gateway.pass(1);
  await gateway.callerOf(apiKey);
  expect(book.queries).toBe(before + 2);
  await gateway.stop();
});

test('a revoked key is refused five seconds after it was last looked up', async () => {
  const { apiKey, account, key } = await newKey();
  const gateway = new Keys();
  await gateway.callerOf(apiKey);
  await keys.revoke(deed, account, key.id);
  gateway.pass(5 * SECONDS - 1);
  await gateway.callerOf(apiKey);
  expect(await gateway.find(key.id)).not.toBeNull();
  gateway.pass(1);
  await expect(gateway.callerOf(apiKey)).rejects.toThrow(KeyRefused);
  expect(await gateway.find(key.id)).toBeNull();
  await gateway.stop();
});

test('that there is no such key is looked up once in five seconds, too', async () => {
  const unknown = 'mk_live_0aZ9bY8c_00000000000000000000000000000000000000000072qACVR';
  const gateway = new Keys();
  const before = book.queries;
  for (const _time of [1, 2, 3]) await expect(gateway.callerOf(unknown)).rejects.toThrow(KeyRefused);
  expect(await gateway.find('0aZ9bY8c')).toBeNull();
  expect(book.queries).toBe(before + 1);
  expect(await gateway.find('no id of a key')).toBeNull();
  expect(book.queries).toBe(before + 1);
});

test('whoever shows unknown keys drives no known one out', async () => {
  const { apiKey } = await newKey();
  const gateway = new Keys();
  await gateway.callerOf(apiKey);
  const ids = Array.from({ length: 1_500 }, (_, index) => String(index).padStart(8, '0'));
  const beforeThem = book.queries;
  const found = await Promise.all(ids.map((id) => gateway.find(id)));
  expect(new Set(found)).toEqual(new Set([null]));
  // They were looked up together.
  expect(book.queries).toBe(beforeThem + 15);
  const before = book.queries;
  await gateway.callerOf(apiKey);
  expect(book.queries).toBe(before);
  await gateway.stop();
});

test('a key signs with the secret that was given out with it', async () => {
  const { key, signingSecret, account } = await newKey();
  const found = await new Keys().find(key.id);
  expect(found?.caller).toMatchObject({ id: `svc.${account}`, workspace: deed.caller.workspace });
  expect(Buffer.from(found?.secret ?? []).toString('base64url')).toBe(signingSecret);
  expect(found?.secret).toHaveLength(32);
});

test('that a key was signed with is kept once its signature has let somebody in', async () => {
  const { key, account } = await newKey();
  const lastUse = async () => {
    const [row] = await keys.page(deed.caller.workspace, account, 1, null);
    return row?.lastUsedAt;
  };
  const gateway = new Keys();
  await gateway.find(key.id);
  await gateway.stop();
  expect(await lastUse()).toBeNull();
  gateway.used(key.id);
  await gateway.stop();
  expect(await lastUse()).toBeInstanceOf(Date);
});

test('PostgreSQL that does not answer is waited for no longer than its deadline', async () => {
  const { apiKey, key } = await newKey();
  const gateway = new Keys();
  await database.transaction(async (em) => {
    await em.execute('lock table identity.api_keys');
    await expect(gateway.callerOf(apiKey)).rejects.toThrow(Unavailable);
  });
  expect((await gateway.callerOf(apiKey)).id).toBe(key.id);
  await gateway.stop();
});

test('without PostgreSQL, a key goes on for its five seconds, and others cannot be told', async () => {
  const [known, other] = [await newKey(), await newKey()];
  const { log, ...recording } = recordingLog();
  const gateway = new Keys({ now: 0 }, log);
  await gateway.callerOf(known.apiKey);
  await gateway.stop();
  await database.close();
  await postgres.stop();
  try {
    gateway.pass(5 * SECONDS - 1);
    expect((await gateway.callerOf(known.apiKey)).id).toBe(known.key.id);
    await expect(gateway.callerOf(other.apiKey)).rejects.toThrow(Unavailable);
    await expect(gateway.find(other.key.id)).rejects.toThrow(Unavailable);
    gateway.pass(1);
    await expect(gateway.callerOf(known.apiKey)).rejects.toThrow(/cannot be looked up now/);
  } finally {
    postgres = await PostgresServer.start({ dataFolder: folder.path });
  }
  for (const { apiKey } of [known, other]) await gateway.callerOf(apiKey);
  await gateway.stop();
  expect(recording.messages()).toContain('API keys could not be looked up');
}, 120_000);

function recordingLog() {
  const recording = new RecordingLog();
  return { log: recording.log, messages: () => recording.atLeast(40).map(({ msg }) => msg) };
}
