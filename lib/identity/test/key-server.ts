import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';

/** One key of an issuer that a test plays. */
export interface PlayedKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A new key. @param alg RS256 or ES256 */
export function playedKey(kid: string, alg = 'ES256'): PlayedKey {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, alg, ...pair };
}

/** An issuer elsewhere: its discovery document and its keys, over real HTTP. */
export class KeyServer {
  /** Published; a test may change them. */
  keys: PlayedKey[] = [];
  /** Answers with this instead of 200. */
  status = 200;
  /** Answers nothing at all. */
  isMute = false;
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      if (this.isMute) return;
      const body =
        request.url === '/keys'
          ? {
              keys: this.keys.map((key) => ({
                ...key.publicKey.export({ format: 'jwk' }),
                kid: key.kid,
                alg: key.alg,
              })),
            }
          : { issuer: this.issuer, jwks_uri: `${this.issuer}/keys` };
      response.writeHead(this.status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  static async start(...keys: PlayedKey[]): Promise<KeyServer> {
    const server = new KeyServer();
    server.keys = keys;
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get issuer(): string {
    // It listens on a port.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo | null)?.port ?? this.#port}`;
  }

  #port = 0;

  async stop(): Promise<void> {
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** A token that is good, but for what the test changes. */
  token(
    key: PlayedKey,
    claims: JWTPayload = {},
    header: { alg?: string; typ?: string; kid?: string } = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const good = {
      ...{ iss: this.issuer, aud: 'manuel-gateway', sub: 'ada', workspace: 'acme', roles: ['reader'] },
      ...{ iat: now, nbf: now, exp: now + 60 },
    };
    const payload = Object.entries({ ...good, ...claims }).filter(([, value]) => value !== null);
    return new SignJWT(Object.fromEntries(payload))
      .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })
      .sign(key.privateKey);
  }
}
