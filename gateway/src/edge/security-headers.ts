/** What no page of Manuel but the playground needs: nothing is loaded, framed or sent from an answer. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ONE_YEAR_SECONDS = 31_536_000;

/**
 * On every answer of the gateway, whatever it is. Strict-Transport-Security too: the gateway speaks plain HTTP behind
 * whoever ends TLS and cannot know of it, and browsers heed the header over TLS alone (RFC 6797, 8.1).
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
