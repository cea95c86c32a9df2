import { Unavailable } from '@manuel/service';

/** What a failure of an endpoint says about it. */
export type FailureKind =
  /** It is not there, is too late or is broken: trying again may help, and going on trying does not. */
  | 'away'
  /** It asks for fewer calls: it is there, and trying again later helps. */
  | 'busy'
  /** It is not what was set up, or lies: trying again does not help. */
  | 'wrong'
  /** It does not take these texts, and maybe takes others. */
  | 'texts';

/** Why an endpoint gave no vectors. The message holds nothing that it said, which may hold the key. */
export class EndpointFailure extends Unavailable {
  readonly kind: FailureKind;
  /** How long it asks to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The failure that an answer's status and its `Retry-After` (RFC 9110, seconds or a date) tell of. */
export function failureOf(status: number, retryAfter: string | null): EndpointFailure {
  const said = `The embeddings endpoint answered with status ${status}`;
  if (status === 429)
    return new EndpointFailure('busy', `${said}: too many calls.`, millisecondsOf(retryAfter));
  if (status >= 500) return new EndpointFailure('away', `${said}.`, millisecondsOf(retryAfter));
  if (status === 401 || status === 403)
    return new EndpointFailure('wrong', `${said}: its key is missing or is not taken.`);
  if (status === 400 || status === 413 || status === 422)
    return new EndpointFailure('texts', `${said}: it does not take the texts, the model or the dimensions.`);
  return new EndpointFailure(
    'wrong',
    `${said}: is its URL right, which ends before /embeddings, and its model?`,
  );
}

function millisecondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const seconds = /^\d+$/.test(retryAfter.trim())
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1000);
}
