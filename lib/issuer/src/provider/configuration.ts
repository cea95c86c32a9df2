import type { Database } from '@manuel/database';
import { AUDIENCE, type TokenKeys } from '@manuel/identity';
import type { Configuration } from 'oidc-provider';
import type { Client } from '../clients.ts';
import {
  ACCESS_TOKEN_SECONDS,
  CODE_SECONDS,
  DEVICE_CODE_SECONDS,
  INTERACTION_SECONDS,
  REFRESH_TOKEN_SECONDS,
  SESSION_SECONDS,
} from '../lifetimes.ts';
import { AccountRepository } from '../repositories/account-repository.ts';
import { CLI_CLIENT } from '../well-known.ts';
import type { DerivedSecrets } from './derived-secrets.ts';
import { deviceFlow } from './device-flow.ts';
import { interactionPolicy } from './library.ts';
import { showProblem } from './problem.ts';
import { ProviderStore, type ProviderStoreOptions } from './provider-store.ts';
import { beginSession } from './session-grant.ts';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** The one thing that tokens are for, as resource indicators (RFC 8707) name it. */
const RESOURCE = 'urn:manuel:gateway';

export interface ProviderOptions {
  readonly database: Database;
  readonly secrets: DerivedSecrets;
  readonly store: ProviderStoreOptions;
  readonly keys: TokenKeys;
  readonly clients: readonly Client[];
  /** The path of the issuer's URL. */
  readonly mount: string;
  readonly isHttps: boolean;
}

/** How the OpenID provider works here: public clients with PKCE, rotating refresh tokens, and JWTs for the gateway alone. */
export function configurationOf(options: ProviderOptions): Configuration {
  const { database, secrets, keys, mount, isHttps, store } = options;
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure: isHttps } as const;
  return {
    adapter: (kind) => new ProviderStore(kind, store),
    // What Node's own keys export; the library's type lists the members of each kind of key.
    jwks: { keys: keys.privateSet() as NonNullable<Configuration['jwks']>['keys'] },
    cookies: { keys: [secrets.cookieKey], long: { ...cookie, path: mount }, short: { ...cookie } },
    clients: [cliClient(), ...options.clients.map(webClient)],
    // Of other sites' pages, the gateway itself says which may ask.
    clientBasedCORS: ({ oidc }, origin) => origin === new URL(oidc.issuer).origin,
    ...flows(options),
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub'] },
    pkce: { required: () => true },
    ttl: lifetimes(),
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // A session ends when it is ended, not when a browser forgets its cookie.
    expiresWithSession: () => false,
    loadExistingGrant: (ctx) => beginSession(ctx, database),
    findAccount: async (_ctx, name) => {
      const account = await new AccountRepository(database.fork()).byName(name);
      if (account === null || account.disabledAt !== null) return undefined;
      return { accountId: account.name, claims: async () => ({ sub: account.name }) };
    },
    extraTokenClaims: (_ctx, token) => claimsOf(token, database),
    renderError: (ctx, { error_description: description, error }) =>
      showProblem(ctx, mount, description ?? error),
  };
}

function flows({ keys, mount }: ProviderOptions): Configuration {
  const { kid } = keys.signing();
  return {
    interactions: { policy: alwaysSignIn(), url: (_ctx, { uid }) => `${mount}/interaction/${uid}` },
    responseTypes: ['code'],
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      deviceFlow: deviceFlow(mount),
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          ...{ scope: '', audience: AUDIENCE, accessTokenTTL: ACCESS_TOKEN_SECONDS },
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'EdDSA', kid } },
        }),
      },
    },
  };
}

function lifetimes(): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: ACCESS_TOKEN_SECONDS,
    AuthorizationCode: CODE_SECONDS,
    DeviceCode: DEVICE_CODE_SECONDS,
    Grant: SESSION_SECONDS,
    IdToken: ACCESS_TOKEN_SECONDS,
    Interaction: INTERACTION_SECONDS,
    RefreshToken: REFRESH_TOKEN_SECONDS,
    // Nothing but the thread of one sign-in: each needs the password.
    Session: INTERACTION_SECONDS,
  };
}

/**
 * Every client's sign-in takes the password anew, so that no page can have a signed-in browser let a client in unseen.
 * Beyond that nothing is asked: the clients are the installation's own.
 */
function alwaysSignIn() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const { Check } = interactionPolicy;
  policy
    .get('login')
    ?.checks.add(
      new Check(
        'each_time',
        'each sign-in takes the password',
        (ctx) => ctx.oidc.result?.login === undefined,
      ),
    );
  return policy;
}

function cliClient() {
  return {
    client_id: CLI_CLIENT,
    client_name: 'the Manuel command line',
    application_type: 'native' as const,
    grant_types: [DEVICE_GRANT, 'refresh_token'],
    response_types: [],
    redirect_uris: [],
    ...PUBLIC,
  };
}

function webClient({ id, name, redirectUris }: Client) {
  return {
    ...{ client_id: id, client_name: name, redirect_uris: [...redirectUris] },
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    ...PUBLIC,
  };
}

const PUBLIC = {
  token_endpoint_auth_method: 'none',
  id_token_signed_response_alg: 'EdDSA',
} as const;

/** What the gateway needs to know of the account, as it is when the token is made. */
async function claimsOf(
  token: Parameters<NonNullable<Configuration['extraTokenClaims']>>[1],
  database: Database,
) {
  if (!('accountId' in token) || typeof token.accountId !== 'string') return undefined;
  const account = await new AccountRepository(database.fork()).byName(token.accountId);
  if (account === null) return undefined;
  return { workspace: account.workspace, roles: account.roles, sid: token.grantId };
}
