import { AcceptedIssuer } from './accepted-issuer.ts';
import type { IssuerSettings } from './issuer-settings.ts';
import { mappedCaller } from './mapped-claims.ts';
import { RemoteKeys, type RemoteKeysOptions } from './remote-keys.ts';

/** An issuer elsewhere, as the settings tell of it. Its keys are fetched when its first token comes. */
export function configuredIssuer(
  settings: IssuerSettings,
  timing: Pick<RemoteKeysOptions, 'cooldownMs' | 'freshMs' | 'deadlineMs'> = {},
): AcceptedIssuer {
  const { issuer, jwksUrl } = settings;
  return new AcceptedIssuer({
    checks: settings,
    keys: new RemoteKeys({ ...timing, issuer, jwksUrl }),
    callerOf: (payload) => mappedCaller(payload, settings),
    isOwn: false,
  });
}
