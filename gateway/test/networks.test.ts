import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '@manuel/service';
import { eventually, RecordingLog, temporaryFolder } from '@manuel/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN_EDGE } from '../src/edge/edge.ts';
import { NetworkLists } from '../src/edge/network-lists.ts';
import { Networks, network } from '../src/edge/networks.ts';
import { GatewayTester, METRICS_TOKEN } from './gateway-tester.ts';
import { send } from './raw-http.ts';

const QUESTION = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"query":"{ __typename }"}',
};
const folder = temporaryFolder();
const networksFile = join(folder.path, 'networks.json');
const log = new RecordingLog();
let gateway: GatewayTester;

/** Moved into place, so that no half of it is read. */
function write(lists: object | string): void {
  const draft = `${networksFile}.draft`;
  writeFileSync(draft, typeof lists === 'string' ? lists : JSON.stringify(lists));
  renameSync(draft, networksFile);
}

/** Waits until the lists are in force; what was written before may be read first. */
async function untilStatus(from: string, status: number): Promise<void> {
  await eventually(async () => expect(await statusFrom(from)).toBe(status));
}

async function statusFrom(
  from: string,
  path = '/graphql',
  headers: Record<string, string> = {},
): Promise<number> {
  const asked = path === '/graphql' ? QUESTION : { headers };
  return (await send(`${gateway.address}${path}`, { ...asked, from })).status;
}

beforeAll(async () => {
  write({ deny: ['127.0.0.9/32'] });
  gateway = await GatewayTester.start({
    log: log.log,
    edge: { ...PLAIN_EDGE, networksFile, trusted: new Networks([network.parse('127.0.0.5/32')]) },
  });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  folder.remove();
});

test('a denied network is refused in GraphQL’s shape, before its body is read, and others are not', async () => {
  expect(await statusFrom('127.0.0.1')).toBe(200);
  const { status, headers, body } = await send(gateway.graphqlUrl, {
    ...QUESTION,
    from: '127.0.0.9',
    body: '{"no',
  });
  expect(status).toBe(403);
  expect(headers.connection).toBe('close');
  const requestId = String(headers['x-request-id']);
  expect(JSON.parse(body)).toEqual({
    errors: [
      {
        message: 'Requests from your network are not taken here.',
        extensions: { code: 'NETWORK_NOT_ALLOWED', requestId },
      },
    ],
  });
  expect(await gateway.entryOf(requestId)).toMatchObject({
    ...{ action: 'request.refuse', outcome: 'REFUSED', code: 'NETWORK_NOT_ALLOWED' },
    ...{ target: 'address:127.0.0.9', actorId: null },
  });
});

test.each(['/', '/playground', '/metrics', '/files/1', '/nothing', '/health', '/healthy', '//health/live'])(
  'a denied network does not reach %s',
  async (path) => {
    expect(await statusFrom('127.0.0.9', path)).toBe(403);
  },
);

test.each(['/health/live', '/health/ready'])('probes of any network reach %s', async (path) => {
  expect(await statusFrom('127.0.0.9', path)).toBe(200);
});

test('nobody gets in by a header, and nobody is kept out by one that a trusted proxy did not say', async () => {
  const forwarded = (address: string) => ({ ...QUESTION.headers, 'x-forwarded-for': address });
  const asked = async (from: string, headers: Record<string, string>) =>
    (await send(gateway.graphqlUrl, { ...QUESTION, from, headers })).status;
  expect(await asked('127.0.0.9', forwarded('127.0.0.1'))).toBe(403);
  expect(await asked('127.0.0.1', forwarded('127.0.0.9'))).toBe(200);
  expect(await asked('127.0.0.1', { ...QUESTION.headers, forwarded: 'for=127.0.0.9' })).toBe(200);
  expect(await asked('127.0.0.5', forwarded('127.0.0.1, 127.0.0.9'))).toBe(403);
  expect(await asked('127.0.0.5', forwarded('127.0.0.9, 127.0.0.1'))).toBe(200);
});

describe('a change of the file', () => {
  test('is in force while the gateway runs', async () => {
    write({ allow: ['127.0.0.0/29'] });
    await untilStatus('127.0.0.9', 403);
    expect(await statusFrom('127.0.0.1')).toBe(200);
    write({ deny: ['127.0.0.1/32'] });
    await untilStatus('127.0.0.1', 403);
    expect(await statusFrom('127.0.0.9')).toBe(200);
  });

  test('that says what cannot be meant is refused in the log, and the old lists go on', async () => {
    write('{ "deny": ["127.0.0.9/8"], "alow": [] }');
    const lines = await eventually(() => {
      const errors = log.atLeast(50);
      expect(errors).not.toEqual([]);
      return errors;
    });
    expect(lines).toMatchObject([{ level: 50, msg: 'new networks are refused; the old ones go on' }]);
    expect(lines[0]?.reason).toMatch(/NETWORKS_FILE [\s\S]*deny\[0\].*127\.0\.0\.9\/32[\s\S]*alow/);
    expect(await statusFrom('127.0.0.1')).toBe(403);
    expect(await statusFrom('127.0.0.9')).toBe(200);
  });

  test('that opens the admin surface to some leaves the rest to all', async () => {
    write({ admin: { allow: ['127.0.0.3/32'] } });
    await untilStatus('127.0.0.1', 200);
    const admin = { authorization: `Bearer ${METRICS_TOKEN}` };
    expect(await statusFrom('127.0.0.3', '/metrics', admin)).toBe(200);
    expect(await statusFrom('127.0.0.1', '/metrics', admin)).toBe(403);
  });
});

describe('at the start', () => {
  test.each([
    ['no JSON', '{', /the whole: expected JSON/],
    ['an empty list', '{"allow":[]}', /allow: an empty list would let nobody in/],
    ['a misspelt name', '{"permit":["10.0.0.0/8"]}', /permit/],
    ['a list that is none', '{"deny":"10.0.0.0/8"}', /deny: expected a list of networks/],
    [
      'several problems at once',
      '{"allow":["10.0.0.0/8","all"],"admin":{"allow":["::1"]}}',
      /allow\[1\]: "all" is no network[\s\S]*admin\.allow\[0\]: .*write ::1\/128/,
    ],
  ])('%s is refused with what is wrong', (_what, text, problem) => {
    expect(() => NetworkLists.parse(text)).toThrow(StartFailure);
    expect(() => NetworkLists.parse(text)).toThrow(problem);
  });

  test('a missing file is refused with its path', async () => {
    const edge = { ...PLAIN_EDGE, networksFile: join(folder.path, 'nowhere.json') };
    await expect(GatewayTester.start({ edge })).rejects.toThrow(/NETWORKS_FILE .*nowhere\.json: ENOENT/);
  });
});
