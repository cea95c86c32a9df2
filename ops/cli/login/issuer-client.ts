import { setTimeout as sleep } from 'node:timers/promises';
import { CLI_CLIENT, ISSUER_PATH } from '@manuel/issuer/well-known';
import { messageOf } from '@manuel/service';
import { z } from 'zod';
import { CliFailure } from '../failure.ts';
import type { Login } from './login-file.ts';

const DEADLINE_MS = 15_000;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const Codes = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url({ protocol: /^https?$/ }),
  expires_in: z.number(),
  /** Seconds between two questions; RFC 8628 has five where the issuer says nothing. */
  interval: z.number().default(5),
});
/** What the issuer says when a device begins to sign in. */
export type DeviceCodes = z.output<typeof Codes>;

const Tokens = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
const Problem = z.object({ error: z.string(), error_description: z.string().optional() });

/** Speaks to the issuer in a gateway: the device flow (RFC 8628), refresh and revocation. Every call has a deadline. */
export class IssuerClient {
  readonly #url: string;

  /** @param gateway any URL of the gateway */
  constructor(gateway: URL) {
    this.#url = `${gateway.origin}${ISSUER_PATH}`;
  }

  /** @throws CliFailure when the gateway is away, or nobody can sign in there */
  async begin(): Promise<DeviceCodes> {
    const { status, body } = await this.#post('/device/auth', { scope: 'openid' });
    const codes = Codes.safeParse(body);
    if (codes.success) return codes.data;
    if (status === 404)
      throw new CliFailure(
        4,
        'NOT_FOUND',
        `Nobody can sign in at ${this.#url}: use --token or MANUEL_TOKEN.`,
      );
    throw refusal(status, body);
  }

  /** Asks until somebody has let the device in. @throws CliFailure when they refuse, or the code is over */
  async wait({ device_code, interval }: DeviceCodes): Promise<Login> {
    let seconds = interval;
    for (;;) {
      await sleep(seconds * 1000);
      const { status, body } = await this.#post('/token', { grant_type: DEVICE_GRANT, device_code });
      const tokens = Tokens.safeParse(body);
      if (tokens.success) return loginOf(tokens.data);
      const error = Problem.safeParse(body).data?.error;
      if (error === 'slow_down') seconds += 5;
      else if (error !== 'authorization_pending' && status !== 503) throw refusal(status, body);
    }
  }

  /** @returns undefined when the sign-in is over. @throws CliFailure when that cannot be told */
  async refresh({ refreshToken }: Login): Promise<Login | undefined> {
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const { status, body } = await this.#post('/token', fields);
    const tokens = Tokens.safeParse(body);
    if (tokens.success) return loginOf(tokens.data);
    if (Problem.safeParse(body).data?.error === 'invalid_grant') return undefined;
    throw refusal(status, body);
  }

  /** Ends the sign-in, and every token that came of it. */
  async revoke({ refreshToken }: Login): Promise<void> {
    const { status, body } = await this.#post('/token/revocation', { token: refreshToken });
    if (status !== 200) throw refusal(status, body);
  }

  async #post(path: string, fields: Record<string, string>): Promise<{ status: number; body: unknown }> {
    try {
      const response = await fetch(`${this.#url}${path}`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams({ client_id: CLI_CLIENT, ...fields }),
        ...{ signal: AbortSignal.timeout(DEADLINE_MS), redirect: 'error' },
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : parsed(text) };
    } catch (error) {
      const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new CliFailure(
        6,
        'UNAVAILABLE',
        `Cannot reach ${this.#url} (${messageOf(reason)}): check --url, or try again.`,
      );
    }
  }
}

function loginOf({ access_token, refresh_token, expires_in }: z.output<typeof Tokens>): Login {
  const expiresAt = new Date(Date.now() + expires_in * 1000).toISOString();
  return { accessToken: access_token, refreshToken: refresh_token, expiresAt };
}

function refusal(status: number, body: unknown): CliFailure {
  const { error, error_description: description } = Problem.safeParse(body).data ?? {};
  switch (error) {
    case 'access_denied':
      return new CliFailure(3, 'NOT_SIGNED_IN', 'It was not let in.');
    case 'expired_token':
    case 'invalid_grant':
      return new CliFailure(3, 'NOT_SIGNED_IN', 'The code is over: run manuel login again.');
    case 'temporarily_unavailable':
      return new CliFailure(6, 'UNAVAILABLE', 'Nobody can sign in just now: try again in a moment.');
    default:
      return new CliFailure(
        status >= 500 ? 6 : 1,
        status >= 500 ? 'UNAVAILABLE' : 'NOT_UNDERSTOOD',
        `The gateway's issuer answered ${status}${description === undefined ? '' : ` (${description})`}.`,
      );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
