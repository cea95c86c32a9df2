import { randomBytes } from 'node:crypto';
import type { Logger } from '@manuel/service';
import type { Provider as OidcProvider } from 'oidc-provider';
import { configurationOf, type ProviderOptions } from './configuration.ts';
import type { DerivedSecrets } from './derived-secrets.ts';
import { Provider } from './library.ts';

/** The OpenID provider. @param issuer its URL */
export function createProvider(issuer: string, options: ProviderOptions, log: Logger): OidcProvider {
  const provider = new Provider(issuer, configurationOf(options));
  // Whether a request came over TLS is what the issuer's URL says, which the routes put into this header.
  provider.proxy = true;
  chainRefreshTokens(provider, options.secrets);
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'the OpenID provider failed'));
  return provider;
}

/**
 * Makes each refresh token the successor of the one that was used for it; see `DerivedSecrets`. The provider asks each
 * kind of token for its own way to make ids, and has none to set from outside.
 */
function chainRefreshTokens(provider: OidcProvider, secrets: DerivedSecrets): void {
  Object.defineProperty(provider.RefreshToken.prototype, 'generateTokenId', {
    value: () => {
      const used = Provider.ctx?.oidc.entities.RotatedRefreshToken;
      return used === undefined ? randomBytes(32).toString('base64url') : secrets.successorOf(used.jti);
    },
  });
}
