import { randomUUID } from 'node:crypto';
import type { Caller } from '@manuel/identity';
import { GraphqlTester, testCaller } from '@manuel/testkit';
import { expect } from 'vitest';
import type { GatewayTester } from './gateway-tester.ts';

/** What the admin surface answered. */
export interface AdminAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string;
  /** Parsed; null where there was none. */
  readonly body: Record<string, unknown> | null;
}

/** A key as it is given out. */
export interface GivenKey {
  readonly id: string;
  readonly apiKey: string;
  readonly signingSecret: string;
}

/** Somebody before the admin surface of a gateway. */
export class AdminTester {
  readonly caller: Caller;
  readonly #gateway: GatewayTester;
  readonly #authorization: string;

  private constructor(gateway: GatewayTester, caller: Caller, authorization: string) {
    this.#gateway = gateway;
    this.caller = caller;
    this.#authorization = authorization;
  }

  /** An admin of a workspace that nobody else has. */
  static of(gateway: GatewayTester, says: Partial<Caller> = {}): Promise<AdminTester> {
    const workspace = `w${randomUUID()}`;
    return AdminTester.as(gateway, testCaller({ id: 'root', workspace, roles: ['admin'], ...says }));
  }

  static async as(gateway: GatewayTester, caller: Caller): Promise<AdminTester> {
    return new AdminTester(gateway, caller, `Bearer ${await gateway.token(caller)}`);
  }

  /** Whoever bears the token or the key, for whom `caller` is only said. */
  static withToken(gateway: GatewayTester, caller: Caller, token: string): AdminTester {
    return new AdminTester(gateway, caller, `Bearer ${token}`);
  }

  /** @param path below /admin */
  async send(method: string, path: string, body?: unknown): Promise<AdminAnswer> {
    const response = await fetch(`${this.#gateway.address}/admin${path}`, {
      method,
      headers: {
        authorization: this.#authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      requestId: response.headers.get('x-request-id') ?? '',
      // Every answer of the surface is an object; what is missing in it fails the expectations.
      body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  /** Sends what has to succeed. */
  async does(method: string, path: string, body?: unknown): Promise<AdminAnswer> {
    const answer = await this.send(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer;
  }

  /** Sends what has to be refused with the status and the code. @returns the sentence that says why */
  async isRefused(
    [status, code]: readonly [number, string],
    ...[method, path, body]: Parameters<AdminTester['send']>
  ): Promise<string> {
    const answer = await this.send(method, path, body);
    const { requestId } = answer;
    expect(answer, JSON.stringify(answer.body)).toMatchObject({
      ...{ status, body: { errors: [{ message: expect.any(String), extensions: { code, requestId } }] } },
    });
    // As it was just found to be.
    return (answer.body as { errors: [{ message: string }] }).errors[0].message;
  }

  /** Makes a service account. @returns its name */
  async serviceAccount(roles: readonly string[] = ['reader'], name = `s${randomUUID()}`): Promise<string> {
    await this.does('POST', '/service-accounts', { name, roles });
    return name;
  }

  /** Makes a key of a service account. */
  async key(account: string, wish: { scopes?: readonly string[]; days?: number } = {}): Promise<GivenKey> {
    const { body } = await this.does('POST', `/service-accounts/${account}/keys`, wish);
    // The shape that the surface promises; what is missing fails where it is used.
    const { key, apiKey, signingSecret } = body as unknown as GivenKey & { key: { id: string } };
    return { id: key.id, apiKey, signingSecret };
  }

  /** Asks the gateway with an API key as the bearer token. */
  asks(apiKey: string): GraphqlTester {
    return GraphqlTester.withToken(this.#gateway.graphqlUrl, apiKey);
  }
}
