import { PostgresServer } from '@manuel/database';
import { SubgraphTester, silentLog, temporaryFolder, testCaller } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { startAudit } from '../src/server.ts';

const folder = temporaryFolder();
const start = () => PostgresServer.start({ dataFolder: folder.path, settings: { fsync: 'off' } });
let postgres = await start();
const audit = await SubgraphTester.serve(
  'audit',
  await startAudit({ databaseUrl: postgres.url, log: silentLog }),
);
afterAll(async () => {
  await audit.stop();
  await postgres.stop();
  folder.remove();
});

const PAGE = '{ auditEntries { edges { node { action } } } }';
const auditor = audit.as(testCaller({ roles: ['auditor'] }));
const reader = audit.as(testCaller());
const isReady = async () => (await fetch(`${audit.address}/health/ready`)).status;

test('without its database it says so to everybody, and it works again when that is back', async () => {
  (await auditor.send(PAGE)).expectData({ auditEntries: { edges: [] } });
  await postgres.stop();
  (await auditor.send(PAGE)).expectError('UNAVAILABLE', /try again in a moment/);
  // A refusal that cannot be kept is not given either, or the record would have a hole.
  (await reader.send(PAGE)).expectError('UNAVAILABLE', /try again in a moment/);
  (await audit.unsigned().send(PAGE)).expectError('UNAVAILABLE', /try again in a moment/);
  expect(await isReady()).toBe(503);
  postgres = await start();
  (await auditor.send(PAGE)).expectData({ auditEntries: { edges: [] } });
  (await reader.send(PAGE)).expectError('FORBIDDEN');
  expect(await isReady()).toBe(200);
});
