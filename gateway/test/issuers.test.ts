import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SecretFiles, StartFailure } from '@manuel/service';
import { RecordingLog, silentLog, temporaryFolder } from '@manuel/testkit';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Access, openAccess } from '../src/access.ts';
import { GatewayTester } from './gateway-tester.ts';

const folder = temporaryFolder();
const issuersFile = join(folder.path, 'issuers.json');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const server = createServer((_request, response) => {
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' };
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
});
let issuer: string;
let tester: GatewayTester;

const open = (log = silentLog): Promise<Access> =>
  openAccess({
    ...{ secrets: new SecretFiles(folder.path), databaseUrl: undefined, log },
    ...{ publicUrl: 'http://127.0.0.1:4000', issuersFile, clientsFile: undefined },
  });

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a port.
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { issuer, jwksUrl: `${issuer}/keys`, roles: { writers: 'author' }, requiresType: false };
  writeFileSync(issuersFile, JSON.stringify([settings]));
  tester = await GatewayTester.start({ verifier: (await open()).verifier });
});
afterAll(async () => {
  await tester.stop();
  server.close();
  folder.remove();
});

function token(roles: readonly string[], expires = '1m'): Promise<string> {
  return new SignJWT({ sub: 'wanda', workspace: 'acme', roles })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(issuer)
    .setAudience('manuel-gateway')
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(privateKey);
}

const ask = (bearer: string) =>
  fetch(tester.graphqlUrl, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });

describe('a gateway with an issuer of its own choosing', () => {
  test('lets in whom that issuer vouches for', async () => {
    expect((await ask(await token(['writers']))).status).toBe(200);
  });

  test('says which check a token failed, and that it was the token', async () => {
    const refused = await ask(await token(['writers'], '-5m'));
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer error="invalid_token", error_description="The token is over: get a new one and try again."',
    );
    expect((await ask(await token(['kings']))).headers.get('www-authenticate')).toContain('claim roles');
  });

  test('without a database has no sign-in, and says so', async () => {
    const log = new RecordingLog();
    expect((await open(log.log)).issuer).toBeUndefined();
    expect(log.lines.map(({ msg }) => msg)).toEqual([expect.stringContaining('nobody signs in here')]);
    expect((await fetch(`${tester.address}/oidc/.well-known/openid-configuration`)).status).toBe(404);
  });

  test('does not start with a file that is wrong or not there', async () => {
    const other = (file: string) =>
      openAccess({
        ...{ secrets: new SecretFiles(folder.path), databaseUrl: undefined, log: silentLog },
        ...{ publicUrl: 'http://127.0.0.1:4000', issuersFile: file, clientsFile: undefined },
      });
    await expect(other(join(folder.path, 'nothing'))).rejects.toBeInstanceOf(StartFailure);
    writeFileSync(join(folder.path, 'wrong'), '[{"issuer": 1}]');
    await expect(other(join(folder.path, 'wrong'))).rejects.toThrow(/0\.issuer/);
  });
});
