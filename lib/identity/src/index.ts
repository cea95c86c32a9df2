export { type Caller, hasRole, ROLES, type Role } from './caller.ts';
export { ORIGIN_HEADER, type Origin, OriginSigner } from './origin.ts';
export { newTokenKey, TokenIssuer, TokenVerifier } from './token.ts';
