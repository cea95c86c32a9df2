import { NotAuthenticated } from '@manuel/service';
import { errors } from 'jose';

/** A token was shown, and it is no good: RFC 6750 calls that `invalid_token`. The message never repeats the token. */
export class InvalidToken extends NotAuthenticated {}

/** In plain words, which check a token failed. @param error what jose threw */
export function refusalOf(error: unknown): InvalidToken {
  return new InvalidToken(reasonOf(error), { cause: error });
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token is over: get a new one and try again.';
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The token is not signed with an algorithm that is accepted here.';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'The signature of the token is not right: it was forged or changed.';
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'The token was signed with a key that its issuer does not name.';
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return 'The token does not say with which key it was signed (kid), and its issuer has several.';
  return 'The token cannot be read: expected a signed JWT.';
}

function claimReason({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `The token does not say its ${claim}, which is needed.`;
  switch (claim) {
    case 'nbf':
      return 'The token is not good yet: compare the clocks.';
    case 'aud':
      return 'The token is for somebody else: its audience (aud) is not this gateway.';
    case 'iss':
      return 'The token comes from an issuer that is not accepted here.';
    case 'typ':
      return 'The token is no access token: its type (typ) is not at+jwt.';
    default:
      return `The token's ${claim} is not as it should be.`;
  }
}
