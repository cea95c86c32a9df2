import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, temporaryFolder } from '@manuel/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN_EDGE } from '../src/edge/edge.ts';
import { GatewayTester, METRICS_TOKEN } from './gateway-tester.ts';
import { send } from './raw-http.ts';

const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('with a port of its own', () => {
  let gateway: GatewayTester;
  let admin: string;
  beforeAll(async () => {
    const port = await freePort();
    admin = `http://127.0.0.1:${port}`;
    const networksFile = join(folder.path, 'networks.json');
    const lists = {
      allow: ['127.0.0.0/29'],
      deny: ['127.0.0.6/32'],
      admin: { allow: ['127.0.0.4/30', '127.0.0.1/32'] },
    };
    writeFileSync(networksFile, JSON.stringify(lists));
    gateway = await GatewayTester.start({
      edge: { ...PLAIN_EDGE, networksFile, admin: { host: '127.0.0.1', port } },
    });
  }, 120_000);
  afterAll(() => gateway.stop());

  test('metrics are there and not on the public port', async () => {
    expect((await send(`${admin}/metrics`, { headers })).status).toBe(200);
    const { status, body } = await send(`${gateway.address}/metrics`, { headers });
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  test.each(['/graphql', '/playground', '/files/1'])('%s is not there', async (path) => {
    expect((await send(admin + path, { headers })).status).toBe(404);
  });

  test('each port tells its health', async () => {
    for (const origin of [admin, gateway.address])
      for (const path of ['/health/live', '/health/ready'])
        expect((await send(origin + path)).status, origin + path).toBe(200);
  });

  test('its networks are its own, and what is denied is denied there too', async () => {
    const statuses = async (from: string) => [
      (await send(`${gateway.address}/playground`, { from })).status,
      (await send(`${admin}/metrics`, { from, headers })).status,
    ];
    expect(await statuses('127.0.0.1')).toEqual([200, 200]);
    expect(await statuses('127.0.0.2')).toEqual([200, 403]);
    expect(await statuses('127.0.0.6')).toEqual([403, 403]);
    expect(await statuses('127.0.0.9')).toEqual([403, 403]);
  });

  test('it has the skin of the public one', async () => {
    const answer = await send(`${admin}/metrics`, { headers: { ...headers, 'x-request-id': 'mine' } });
    expect(answer.headers).toMatchObject({ 'x-request-id': 'mine', 'x-content-type-options': 'nosniff' });
    const foreign = { ...headers, 'sec-fetch-site': 'cross-site' };
    expect((await send(`${admin}/metrics`, { method: 'POST', headers: foreign })).status).toBe(403);
  });

  test('requests of both are measured as one series', async () => {
    const { body } = await send(`${admin}/metrics`, { headers });
    expect(body.match(/^# TYPE http_server_request_duration_seconds /gm)).toHaveLength(1);
    expect(body).toMatch(/http_route="\/playground"/);
    expect(body).toMatch(/http_route="\/metrics"/);
  });
});

test('without one, it shares the public port', async () => {
  const gateway = await GatewayTester.start();
  try {
    expect((await send(`${gateway.address}/metrics`, { headers })).status).toBe(200);
  } finally {
    await gateway.stop();
  }
});

test('a port that cannot be listened on is told with its own settings', async () => {
  const edge = { ...PLAIN_EDGE, admin: { host: '192.0.2.1', port: await freePort() } };
  await expect(GatewayTester.start({ edge })).rejects.toThrow(/Set ADMIN_HOST and ADMIN_PORT to an address/);
});
