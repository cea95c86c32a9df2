/** Base of every failure that has a name: a stable `code` for programs and a sentence for people. */
export abstract class ServiceError extends Error {
  abstract readonly code: string;
  abstract readonly httpStatus: number;

  /** What graphql-js copies into a response: `extensions.code`, as Apollo Server does. */
  get extensions(): Record<string, unknown> {
    return { code: this.code };
  }
}

/** The request says something that cannot be meant; `path` names where. */
export class InvalidInput extends ServiceError {
  readonly code: string = 'INVALID_INPUT';
  readonly httpStatus: number = 400;
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** More bytes than are taken here. */
export class TooLarge extends InvalidInput {
  override readonly code = 'TOO_LARGE';
  override readonly httpStatus = 413;
}

/** Nobody knows who is calling: no token, a forged one or one that is over. */
export class NotAuthenticated extends ServiceError {
  readonly code = 'UNAUTHENTICATED';
  readonly httpStatus = 401;
}

/** The caller is known and may not do this. */
export class NotAllowed extends ServiceError {
  readonly code = 'FORBIDDEN';
  readonly httpStatus = 403;
}

/** It is not there, or not for this caller. */
export class NotFound extends ServiceError {
  readonly code = 'NOT_FOUND';
  readonly httpStatus = 404;
}

/** What is asked for does not go together with how things are; the message says what has to change first. */
export class Conflict extends ServiceError {
  readonly code = 'CONFLICT';
  readonly httpStatus = 409;
}

/** Something that this process needs is away; trying again later is right. */
export class Unavailable extends ServiceError {
  readonly code = 'UNAVAILABLE';
  readonly httpStatus = 503;
}

/** Whoever asked has closed the connection before there was an answer. */
export class ClientGone extends ServiceError {
  readonly code = 'CLIENT_CLOSED_REQUEST';
  readonly httpStatus = 499;
}

/** Another process that is needed here did answer, and said no; to whoever asked first, it is unavailable all the same. */
export class Declined extends Unavailable {
  /** What it said; it stays inside. */
  readonly answer: { readonly code: string; readonly message: string };

  constructor(message: string, answer: Declined['answer']) {
    super(message, { cause: answer.message });
    this.answer = answer;
  }
}

/** The process cannot start as it is set up; the message says what would be right. */
export class StartFailure extends Error {}

/** The code that Node and libraries put on their errors, such as ENOENT; undefined when there is none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What Node, PostgreSQL and its driver say when the other side is away or going. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '08001',
  '08006',
]);

/** Whether a failed call found nobody at the other side, so that trying again later is right. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  // A unix socket that is gone says ENOENT, as a missing file does, which is nobody's absence.
  const hasNoSocket =
    code === 'ENOENT' && error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  return (
    hasNoSocket ||
    AWAY.has(code ?? '') ||
    /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(messageOf(error))
  );
}

/** The sentence of any thrown value, for messages and logs. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node wraps refused connections to several addresses in an AggregateError with an empty message.
  if (error.message === '' && error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error.message;
}
