import type { ServerResponse } from 'node:http';
import { ClientGone } from '@manuel/service';

/** Aborted with `ClientGone` when the connection closes before the response has been sent. */
export function leavingOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new ClientGone('The caller closed its connection.'));
  });
  return controller.signal;
}

/**
 * Waits for an answer while somebody wants it; what makes it goes on unheard.
 * @throws the signal's reason
 */
export async function whileWanted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const abandoned = Promise.withResolvers<never>();
  const leave = () => abandoned.reject(signal.reason);
  signal.addEventListener('abort', leave);
  if (signal.aborted) leave();
  try {
    return await Promise.race([answer, abandoned.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
