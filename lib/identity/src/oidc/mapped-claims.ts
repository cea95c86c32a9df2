import type { JWTPayload } from 'jose';
import { type Caller, CallerClaims, callerFrom } from '../caller.ts';
import { ROLES, SCOPES } from '../scopes.ts';
import { InvalidToken } from './invalid-token.ts';
import type { IssuerSettings } from './issuer-settings.ts';

type Mapping = Pick<IssuerSettings, 'claims' | 'workspace' | 'subjectPrefix' | 'roles' | 'otherRoles'>;
type ClaimNames = Pick<IssuerSettings['claims'], 'subject' | 'workspace' | 'roles'>;

/**
 * The caller that verified claims tell of, read as the issuer's settings say.
 * @throws InvalidToken that names the claim
 */
export function mappedCaller(payload: JWTPayload, mapping: Mapping): Caller {
  const { claims, workspace, subjectPrefix } = mapping;
  const subject = claimAt(payload, claims.subject);
  const scopes = claims.scopes === undefined ? undefined : ownScopes(payload, claims.scopes);
  const said = {
    sub: typeof subject === 'string' ? subjectPrefix + subject : subject,
    workspace: workspace ?? claimAt(payload, claims.workspace),
    roles: ownRoles(payload, mapping),
    ...(scopes && { scopes }),
  };
  return callerOf(said, claims);
}

/** The caller that verified claims of this installation's own tokens tell of. @throws InvalidToken that names the claim */
export function ownCaller(payload: JWTPayload): Caller {
  return callerOf(payload, { subject: 'sub', workspace: 'workspace', roles: 'roles' });
}

/** @param names what the claims are called in the token, for messages */
function callerOf(said: object, names: ClaimNames): Caller {
  const parsed = CallerClaims.safeParse(said);
  if (parsed.success) return callerFrom(parsed.data);
  throw badClaim(String(parsed.error.issues[0]?.path[0]), names);
}

function ownRoles(payload: JWTPayload, { claims, roles, otherRoles }: Mapping): unknown {
  const said = words(claimAt(payload, claims.roles));
  // Looked up among its own keys: a role called "constructor" is none of ours.
  const mapped = said?.map((role) =>
    roles === undefined ? role : Object.hasOwn(roles, role) ? roles[role] : undefined,
  );
  if (otherRoles === 'refuse') return mapped;
  return mapped?.filter((role) => ROLES.some((own) => own === role));
}

/** A scope claim also names what concerns others, such as openid: that neither gives nor takes anything here. */
function ownScopes(payload: JWTPayload, path: string): string[] {
  const said = words(claimAt(payload, path));
  if (said === undefined) throw new InvalidToken(`The token has no list of scopes in the claim ${path}.`);
  return said.filter((scope) => SCOPES.some((own) => own === scope));
}

/** A list of words, or a text with spaces between them (RFC 8693, 4.2). */
function words(claim: unknown): string[] | undefined {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  if (!Array.isArray(claim)) return undefined;
  return claim.every((word) => typeof word === 'string') ? claim : undefined;
}

function claimAt(payload: JWTPayload, path: string): unknown {
  return path.split('.').reduce<unknown>(
    // What a claim inherits is not what the issuer said.
    (within, key) =>
      typeof within === 'object' && within !== null && Object.hasOwn(within, key)
        ? new Map(Object.entries(within)).get(key)
        : undefined,
    payload,
  );
}

function badClaim(part: string, claims: ClaimNames): InvalidToken {
  switch (part) {
    case 'sub':
      return new InvalidToken(
        `The token's claim ${claims.subject} is no name: expected letters, digits and ._@- (at most 128).`,
      );
    case 'workspace':
      return new InvalidToken(`The token's claim ${claims.workspace} names no workspace.`);
    case 'roles':
      return new InvalidToken(
        `The token's claim ${claims.roles} names no role, or one that is not known here.`,
      );
    default:
      return new InvalidToken(`The token's claim ${part} is not as expected.`);
  }
}
