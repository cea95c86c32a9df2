import { Unavailable } from './errors.ts';

/**
 * Waits for `work` at most `milliseconds`.
 * @param what the sentence's subject when it took too long, such as "Postgres"
 * @throws Unavailable when the time is over; the work itself goes on unheard
 */
export async function withDeadline<T>(what: string, milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Unavailable(`${what} did not answer within ${milliseconds} ms.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
