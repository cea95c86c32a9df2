import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, temporaryFolder } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { GatewayTester } from './gateway-tester.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const waiting = async () => (await readdir(join(folder.path, 'refusals'))).length;

/** Asks what is refused. @returns the request's id */
async function refused(gateway: GatewayTester): Promise<string> {
  const answer = await gateway.anonymous().send('{ me { id } }');
  answer.expectError('UNAUTHENTICATED');
  return String(answer.headers.get('x-request-id'));
}

test('a refusal while the audit subgraph is away outlives its gateway and is delivered once it is back', async () => {
  const first = await GatewayTester.start({ dataFolder: folder.path });
  first.played.audit.goAway();
  const ids = [await refused(first), await refused(first), await refused(first)];
  await eventually(() => expect(first.played.audit.missed).toBeGreaterThan(0));
  await first.stop();
  expect(first.entries()).toEqual([]);
  expect(await waiting()).toBe(3);

  const second = await GatewayTester.start({ dataFolder: folder.path });
  try {
    ids.push(await refused(second));
    await eventually(() =>
      expect(new Set(second.entries().map(({ requestId }) => requestId))).toEqual(new Set(ids)),
    );
    await eventually(async () => expect(await waiting()).toBe(0));
  } finally {
    await second.stop();
  }
}, 120_000);

test('a gateway goes on while the audit subgraph is away, and delivers when it is back', async () => {
  const gateway = await GatewayTester.start({ dataFolder: folder.path });
  try {
    gateway.played.audit.goAway();
    const ids = [await refused(gateway), await refused(gateway)];
    (await gateway.anonymous().send('{ __typename }')).expectData({ __typename: 'Query' });
    await eventually(() => expect(gateway.played.audit.missed).toBeGreaterThan(1));
    gateway.played.audit.comeBack();
    for (const id of ids) expect((await gateway.entryOf(id)).code).toBe('UNAUTHENTICATED');
    await eventually(async () => expect(await waiting()).toBe(0));
  } finally {
    await gateway.stop();
  }
});
