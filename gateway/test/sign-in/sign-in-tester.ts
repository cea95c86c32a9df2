import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role, TokenKeyFile } from '@manuel/identity';
import { AccountRepository, hashPassword, ISSUER_PATH, type Issuer, openDatabase } from '@manuel/issuer';
import type { Logger } from '@manuel/service';
import { SecretFiles } from '@manuel/service';
import { freePort, silentLog, temporaryFolder, testDatabase } from '@manuel/testkit';
import { expect } from 'vitest';
import { openAccess } from '../../src/access.ts';
import { GatewayTester } from '../gateway-tester.ts';
import { Browser, fieldOf, pkce } from './browser.ts';

export const PASSWORD = 'a password that only the tests know';
/** Where the test's client takes people back; nobody listens there. */
export const REDIRECT_URI = 'https://app.example/back';
const CLIENT = 'test-app';

/** What the token endpoint answers. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly error?: string;
}

export const databaseUrl = await testDatabase('identity', async (url) => {
  const database = await openDatabase(url);
  await database.migrate(silentLog);
  await database.close();
});

/** A gateway with an issuer in it, over a database of its own. */
export class SignInTester {
  readonly gateway: GatewayTester;
  readonly issuer: Issuer;
  readonly keys: TokenKeyFile;
  readonly #folder: ReturnType<typeof temporaryFolder>;

  private constructor(
    gateway: GatewayTester,
    { issuer, keys }: Parts,
    folder: ReturnType<typeof temporaryFolder>,
  ) {
    this.gateway = gateway;
    this.issuer = issuer;
    this.keys = keys;
    this.#folder = folder;
  }

  /** @param beside a gateway of the same installation */
  static async start({
    log = silentLog,
    url = databaseUrl,
    beside,
  }: StartOptions = {}): Promise<SignInTester> {
    const folder = beside === undefined ? temporaryFolder() : beside.#folder;
    const port = await freePort();
    const clientsFile = join(folder.path, 'clients.json');
    const clients = [{ id: CLIENT, name: 'the test <app>', redirectUris: [REDIRECT_URI] }];
    writeFileSync(clientsFile, JSON.stringify(clients));
    const { keys, issuer, verifier } = await openAccess({
      ...{ secrets: new SecretFiles(folder.path), databaseUrl: url, log },
      publicUrl: beside === undefined ? `http://127.0.0.1:${port}` : beside.gateway.address,
      ...{ issuersFile: undefined, clientsFile },
    });
    if (issuer === undefined) throw new Error('There is a database, so there is an issuer.');
    const gateway = await GatewayTester.start({ log, issuer, verifier, port });
    return new SignInTester(gateway, { issuer, keys }, folder);
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    this.#folder.remove();
  }

  get oidc(): string {
    return `${this.gateway.address}${ISSUER_PATH}`;
  }

  async addAccount(name: string, roles: readonly Role[] = ['reader'], workspace = 'acme'): Promise<void> {
    const now = new Date();
    await new AccountRepository(this.issuer.database.fork()).add({
      ...{ name, workspace, roles: [...roles], passwordHash: await hashPassword(PASSWORD) },
      ...{ createdAt: now, passwordChangedAt: now, disabledAt: null },
    });
  }

  /** Opens the sign-in page as the test's client would. */
  async open(
    browser: Browser,
    challenge = pkce().challenge,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const query = new URLSearchParams({
      ...{ client_id: CLIENT, response_type: 'code', redirect_uri: REDIRECT_URI, scope: 'openid' },
      ...{ code_challenge: challenge, code_challenge_method: 'S256', state: 'the-state', ...more },
    });
    return browser.get(`${this.oidc}/auth?${query}`);
  }

  /** Signs in by the authorization code flow with PKCE. */
  async signIn(name: string, password = PASSWORD): Promise<Tokens> {
    const browser = new Browser();
    const { verifier, challenge } = pkce();
    await this.open(browser, challenge);
    const answer = await browser.post(browser.url, { name, password });
    const back = new URL(answer.headers.get('location') ?? expect.fail(`It leads nowhere: ${answer.status}`));
    expect(back.searchParams.get('state')).toBe('the-state');
    const { status, body } = await this.token({
      ...{ grant_type: 'authorization_code', redirect_uri: REDIRECT_URI, code_verifier: verifier },
      code: back.searchParams.get('code') ?? '',
    });
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
    return body;
  }

  async token(fields: Readonly<Record<string, string>>): Promise<{ status: number; body: Tokens }> {
    const response = await fetch(`${this.oidc}/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: CLIENT, ...fields }),
    });
    // What the endpoint answers; each test looks at what it needs.
    return { status: response.status, body: (await response.json()) as Tokens };
  }

  refresh(refreshToken: string): Promise<{ status: number; body: Tokens }> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** The status with which the gateway answers a query with this access token. */
  async statusOf(accessToken: string): Promise<number> {
    const response = await fetch(this.gateway.graphqlUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    return response.status;
  }
}

interface Parts {
  readonly issuer: Issuer;
  readonly keys: TokenKeyFile;
}

interface StartOptions {
  readonly log?: Logger;
  readonly url?: string;
  readonly beside?: SignInTester;
}

export { Browser, fieldOf, pkce };
