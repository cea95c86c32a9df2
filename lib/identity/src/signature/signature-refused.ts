import { NotAuthenticated } from '@manuel/service';

/** Why a signed request was refused, for programs and tests. */
export type RefusalReason =
  | 'unsigned'
  /** What is there is not as RFC 9421 and the policy have it. */
  | 'malformed'
  | 'algorithm'
  | 'audience'
  | 'component'
  /** Over, not begun yet, or older than what is remembered of nonces. */
  | 'late'
  | 'long-lived'
  | 'unknown-key'
  | 'altered'
  | 'digest'
  | 'replayed';

/** A signature that does not show who sends a request. */
export class SignatureRefused extends NotAuthenticated {
  readonly reason: RefusalReason;

  /** @param message says what is wrong and what would be right, and nothing of a key */
  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
