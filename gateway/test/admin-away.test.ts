import { PostgresServer } from '@manuel/database';
import { RecordingLog, temporaryFolder } from '@manuel/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AdminTester } from './admin-tester.ts';
import { GatewayTester } from './gateway-tester.ts';
import { openIssuer } from './identity-database.ts';

const ME = '{ me { id } }';
const folder = temporaryFolder();
const recording = new RecordingLog();
// A server of its own, as it is stopped.
let postgres: PostgresServer;
let gateway: GatewayTester;
beforeAll(async () => {
  postgres = await PostgresServer.start({ dataFolder: folder.path });
  gateway = await GatewayTester.start({
    issuer: await openIssuer(postgres.url, recording.log),
    log: recording.log,
  });
  gateway.played.usage.answers = () => ({ data: { me: { id: 'who' } } });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  await postgres.stop();
  folder.remove();
});

test('without PostgreSQL, keys in use go on for a while, and everything else says that it is away', async () => {
  const admin = await AdminTester.of(gateway);
  const account = await admin.serviceAccount();
  const [known, other] = [await admin.key(account), await admin.key(account)];
  (await admin.asks(known.apiKey).send(ME)).expectMatch({ me: {} });
  await postgres.stop();
  try {
    (await admin.asks(known.apiKey).send(ME)).expectMatch({ me: {} });
    const answer = await admin.asks(other.apiKey).send(ME);
    answer.expectError('UNAVAILABLE', /cannot be looked up now: try again/);
    expect(answer.status).toBe(503);
    for (const [method, path, body] of [
      ['GET', '/accounts'],
      ['GET', `/service-accounts/${account}/keys`],
      ['POST', `/accounts`, { name: 'grace', roles: ['reader'] }],
    ] as const) {
      const sentence = await admin.isRefused([503, 'UNAVAILABLE'], method, path, body);
      expect(sentence).toBe('Accounts and keys cannot be reached now: try again in a moment.');
    }
    const failed = await admin.send('POST', `/service-accounts/${account}/disable`);
    expect(await gateway.entryOf(failed.requestId)).toMatchObject({
      ...{ action: 'service-account.disable', outcome: 'FAILED', code: 'UNAVAILABLE' },
    });
  } finally {
    postgres = await PostgresServer.start({ dataFolder: folder.path });
  }
  (await admin.asks(other.apiKey).send(ME)).expectMatch({ me: {} });
  await admin.does('POST', '/accounts', { name: 'grace', roles: ['reader'] });
  expect(JSON.stringify(recording.lines)).not.toContain(other.apiKey.slice(17, 60));
}, 120_000);
