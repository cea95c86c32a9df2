import { serverAudits } from 'graphql-http';
import { afterAll, expect, test } from 'vitest';
import { GatewayTester } from './gateway-tester.ts';

const gateway = await GatewayTester.start();
afterAll(() => gateway.stop());

const token = await gateway.token(undefined, 600);
/** Some audits ask about the schema, which is for callers who are known. */
const signedIn = (url: string, init: RequestInit = {}): Promise<Response> => {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(url, { ...init, headers });
};
const audits = serverAudits({ url: gateway.graphqlUrl, fetchFn: signedIn });

test('there are 61 audits', () => {
  expect(audits).toHaveLength(61);
});

test.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))(
  '%s',
  async (_name, audit) => {
    const { status, ...result } = await audit.fn();
    expect(status, 'reason' in result ? result.reason : '').toBe('ok');
  },
);
