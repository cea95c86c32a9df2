export { type Caller, CallerClaims, callerFrom, claimsFor, mayUse } from './caller.ts';
export { ORIGIN_HEADER, type Origin, OriginSigner } from './origin.ts';
export { ROLE_SCOPES, ROLES, type Role, SCOPES, type Scope } from './scopes.ts';
export { newTokenKey, TokenIssuer, TokenVerifier } from './token.ts';
