import { NotAuthenticated } from '@manuel/service';
import { testCaller } from '@manuel/testkit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Origin, OriginSigner } from './origin.ts';

const signer = new OriginSigner('a secret that all processes of one installation share');
const origin: Origin = { caller: testCaller(), service: 'gateway', requestId: 'r-1' };
afterEach(() => {
  vi.useRealTimers();
});

test.each<[string, Origin]>([
  ['a caller whose request is passed on', { ...origin, service: null }],
  ['a process that acts for a caller', origin],
  ['a process that acts for itself', { ...origin, caller: null }],
])('an origin tells of %s', async (_whom, signed) => {
  expect(await signer.verify(await signer.sign(signed, 'usage'), 'usage')).toEqual(signed);
});

describe('an origin is refused', () => {
  const refused = async (header: string | undefined): Promise<void> => {
    await expect(signer.verify(header, 'usage')).rejects.toBeInstanceOf(NotAuthenticated);
    await expect(signer.verify(header, 'usage')).rejects.toThrow(/call the gateway instead/);
  };

  test('when it is missing', () => refused(undefined));
  test('when it is empty', () => refused(''));
  test('when it was signed for another process', async () => refused(await signer.sign(origin, 'audit')));
  test('when it was signed with another secret', async () =>
    refused(await new OriginSigner('a secret of some other installation').sign(origin, 'usage')));

  test('when it was changed', async () => {
    const [header, body = '', signature] = (await signer.sign(origin, 'usage')).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    claims.caller.roles = ['admin'];
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    await refused(`${header}.${changed}.${signature}`);
  });

  test('when it comes late', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const header = await signer.sign(origin, 'usage');
    vi.setSystemTime(Date.now() + 66_000);
    await refused(header);
  });
});
