import { StartFailure } from '@manuel/service';
import { z } from 'zod';
import { ROLES } from '../scopes.ts';

/** Algorithms with two keys, of which the issuer publishes one: never `none`, and no HMAC. */
export const TOKEN_ALGORITHMS = [
  ...['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512'],
  ...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
] as const;

const httpUrl = z.url({ protocol: /^https?$/, error: 'expected a URL of http or https' });
const oneOrMore = (expected: string) =>
  z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], expected)
    .transform((said) => [said].flat());
const claimPath = z
  .string()
  .regex(/^[^.]+(\.[^.]+)*$/, 'expected the path to a claim, such as realm_access.roles');

/** One issuer whose access tokens are taken, as OIDC_ISSUERS_FILE tells of it. */
export const IssuerSettings = z.strictObject({
  /** As the tokens' `iss` says it, to the letter. */
  issuer: httpUrl,
  /** Tokens must be for one of these. */
  audience: oneOrMore('expected the audience of its tokens, or a list of them').default(['manuel-gateway']),
  algorithms: z
    .array(z.enum(TOKEN_ALGORITHMS, `expected some of ${TOKEN_ALGORITHMS.join(', ')}`))
    .min(1)
    .default(['EdDSA', 'ES256', 'PS256', 'RS256']),
  /** Where its keys are; without it, its discovery document tells. */
  jwksUrl: httpUrl.optional(),
  /** False for an issuer that does not type its access tokens as RFC 9068 says. */
  requiresType: z.boolean('expected true or false').default(true),
  leewaySeconds: z.int().min(0).max(60, 'expected at most 60').default(30),
  /** Where in a token the caller's parts are; dots lead into objects. */
  claims: z
    .strictObject({
      subject: claimPath.default('sub'),
      workspace: claimPath.default('workspace'),
      roles: claimPath.default('roles'),
      /** A claim that narrows what the token is good for; without it, the roles alone decide. */
      scopes: claimPath.optional(),
    })
    .prefault({}),
  /** The workspace of all its callers; then no claim tells of it. */
  workspace: z.string().optional(),
  /** What stands before its subjects, so that they are nobody whom another issuer knows. */
  subjectPrefix: z.string().default(''),
  /** The role that each of its roles is here; without it, they are called the same. */
  roles: z.record(z.string(), z.enum(ROLES, `expected ${ROLES.join(', ')}`)).optional(),
  /** What becomes of a token with a role that has no counterpart here. */
  otherRoles: z.enum(['refuse', 'ignore'], 'expected refuse or ignore').default('refuse'),
});
export type IssuerSettings = z.output<typeof IssuerSettings>;

const Issuers = z
  .array(IssuerSettings, 'expected a list of issuers')
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'names one issuer twice');

/**
 * The issuers that a file names.
 * @param file its name, for messages
 * @throws StartFailure that lists everything that is wrong with it
 */
export function parseIssuers(text: string, file: string): IssuerSettings[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StartFailure(`OIDC_ISSUERS_FILE, ${file}, is no JSON: expected a list of issuers.`, { cause });
  }
  const parsed = Issuers.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'all'}: ${message}`);
  throw new StartFailure(`OIDC_ISSUERS_FILE, ${file}, is wrong:\n${problems.join('\n')}`);
}
