import { messageOf, ServiceError, StartFailure } from '@manuel/service';
import { CommanderError } from 'commander';
import type { Problem } from './operation.ts';

/** What each exit code of `manuel` says. They never change their meaning: scripts rely on them. */
export const EXIT_CODES = {
  0: 'done',
  1: 'unexpected failure',
  2: 'wrong usage or invalid input',
  3: 'not authenticated or not allowed',
  4: 'not found',
  5: 'quota exceeded',
  6: 'gateway away or not ready',
  7: 'the manual could not be read',
} as const;
export type ExitCode = keyof typeof EXIT_CODES;

/** Exit codes of the codes that the gateway gives; any other is an unexpected failure. */
const EXIT_OF_CODE: ReadonlyMap<string, ExitCode> = new Map([
  ['INVALID_INPUT', 2],
  ['BAD_USER_INPUT', 2],
  ['TOO_LARGE', 2],
  ['CONFLICT', 2],
  ['UNAUTHENTICATED', 3],
  ['FORBIDDEN', 3],
  ['NOT_FOUND', 4],
  ['QUOTA_EXCEEDED', 5],
  ['UNAVAILABLE', 6],
]);

const EXIT_OF_STATUS: ReadonlyMap<number, ExitCode> = new Map([
  [400, 2],
  [413, 2],
  [415, 2],
  [422, 2],
  [401, 3],
  [403, 3],
  [404, 4],
  [409, 2],
  [410, 4],
  [429, 6],
  [502, 6],
  [503, 6],
  [504, 6],
]);

const EXIT_OF_PROBLEM: Readonly<Record<Problem['__typename'], ExitCode>> = {
  InvalidInput: 2,
  NotFound: 4,
  QuotaExceeded: 5,
};

/** Why a command did not do what was asked: a code for programs, a sentence for people, and an exit code. */
export class CliFailure extends Error {
  readonly exit: ExitCode;
  readonly code: string;
  /** What was found out before the failure; stands beside `error` in the JSON document. */
  readonly report: Readonly<Record<string, unknown>>;

  constructor(exit: ExitCode, code: string, message: string, report: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.exit = exit;
    this.code = code;
    this.report = report;
  }
}

/** The failure for a code that the gateway gave, or for its HTTP status when the code says nothing to us. */
export function failureOfCode(code: string, message: string, httpStatus = 200): CliFailure {
  return new CliFailure(EXIT_OF_CODE.get(code) ?? EXIT_OF_STATUS.get(httpStatus) ?? 1, code, message);
}

/** The failure for a mutation's expected problem. */
export function failureOfProblem({ __typename, code, message }: Problem): CliFailure {
  return new CliFailure(EXIT_OF_PROBLEM[__typename], code, message);
}

/** The failure for anything thrown. */
export function failureOf(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  if (error instanceof CommanderError) return new CliFailure(2, 'USAGE', usageSentence(error));
  if (error instanceof StartFailure) return new CliFailure(2, 'INVALID_SETTING', oneLine(error.message));
  if (error instanceof ServiceError) return failureOfCode(error.code, error.message);
  return new CliFailure(1, 'UNEXPECTED', oneLine(messageOf(error)));
}

function usageSentence({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'no command given; the help above lists them.';
  return `${oneLine(message.replace(/^error: /, ''))}; see manuel --help.`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
