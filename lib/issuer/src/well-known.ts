/** Where the issuer lies below the installation's public URL. */
export const ISSUER_PATH = '/oidc';
/** The command line, which signs in by a code that is typed into a browser (RFC 8628). */
export const CLI_CLIENT = 'manuel-cli';
