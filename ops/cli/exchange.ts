import { messageOf } from '@manuel/service';
import type { z } from 'zod';
import { CliFailure } from './failure.ts';

/** How long an answer may take that needs no upload. */
export const ANSWER_DEADLINE_MS = 30_000;
/** Codes of connections that stood before they ended. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * One request over HTTP, and the whole of its answer.
 * @param milliseconds the deadline for all of it
 * @throws CliFailure when there was no answer
 */
export async function exchange(
  url: URL,
  milliseconds: number,
  init: RequestInit,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const signal = AbortSignal.timeout(milliseconds);
    const response = await fetch(url, { ...init, signal, redirect: 'error' });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw connectionFailure(url, milliseconds, error);
  }
}

/** Undefined where the text is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The failure for an answer that has not the shape it should have. */
export function notUnderstood(error: z.ZodError): CliFailure {
  const path = error.issues[0]?.path.join('.') ?? '';
  return new CliFailure(
    1,
    'NOT_UNDERSTOOD',
    `The gateway's answer is not as expected at "${path}": do gateway and command have the same version?`,
  );
}

function connectionFailure(url: URL, milliseconds: number, error: unknown): CliFailure {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new CliFailure(6, 'TIMEOUT', `${url.origin} did not answer within ${milliseconds / 1000} s.`);
  }
  // fetch says "fetch failed" and keeps the reason in its cause.
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (codeOf(reason) === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    return new CliFailure(2, 'FILE_CHANGED', 'The file changed while it was being sent: add it again.');
  }
  if (BROKEN.has(codeOf(reason))) {
    const message = `The connection to ${url.origin} broke (${messageOf(reason)}): try again.`;
    return new CliFailure(6, 'UNAVAILABLE', message);
  }
  return new CliFailure(
    6,
    'UNAVAILABLE',
    `Cannot reach the gateway at ${url.origin} (${messageOf(reason)}): start it with npm start, or check --url.`,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
