import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { deviceCodePage, deviceConfirmPage, deviceDonePage } from '../pages/pages.ts';
import { sentence, show } from './problem.ts';

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>;

/** Eight letters that are hard to mistake, as RFC 8628, 6.1 has them. */
const SHOWN_AS = '****-****';

/** The pages on which somebody lets in a device that has no browser. @param mount the issuer's path */
export function deviceFlow(mount: string): DeviceFlow {
  const formOf = (ctx: KoaContextWithOIDC) => ({
    mount,
    action: ctx.oidc.urlFor('code_verification'),
    xsrf: xsrfOf(ctx),
  });
  return {
    enabled: true,
    charset: 'base-20',
    mask: SHOWN_AS,
    deviceInfo: () => ({}),
    userCodeInputSource(ctx, _form, out, error) {
      const typed = error !== undefined && 'userCode' in error ? String(error.userCode ?? '') : '';
      show(ctx, deviceCodePage(formOf(ctx), typed, problemOf(out, error)));
    },
    userCodeConfirmSource(ctx, _form, client, _deviceInfo, userCode) {
      show(ctx, deviceConfirmPage(formOf(ctx), client.clientName ?? client.clientId, userCode));
    },
    successSource(ctx) {
      const { client } = ctx.oidc;
      show(ctx, deviceDonePage(mount, client?.clientName ?? client?.clientId ?? 'It'));
    },
  };
}

function problemOf(
  out: { error_description?: string | undefined } | undefined,
  error: Error | undefined,
): string | undefined {
  switch (error?.name) {
    case undefined:
      return undefined;
    case 'NoCodeError':
    case 'NotFoundError':
    case 'ExpiredError':
    case 'AlreadyUsedError':
      return 'That code is not, or no longer, good. Compare it, or have a new one shown.';
    case 'AbortedError':
      return 'You let nothing in. You can close this page.';
    default:
      return sentence(out?.error_description ?? 'something went wrong');
  }
}

/** What shows that a form is the issuer's own; the provider keeps it in the browser's session. */
function xsrfOf({ oidc: { session } }: KoaContextWithOIDC): string {
  const state = session?.state;
  return typeof state === 'object' && state !== null && 'secret' in state ? String(state.secret) : '';
}
