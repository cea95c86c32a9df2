import { Unavailable } from './errors.ts';

/**
 * Waits for `work` at most `milliseconds`, not counting what held up this process itself.
 * @param what the sentence's subject when it took too long, such as "Postgres"
 * @throws Unavailable when the time is over; the work itself goes on unheard
 */
export async function withDeadline<T>(what: string, milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refuse = () => reject(new Unavailable(`${what} did not answer within ${milliseconds} ms.`));
    // What is asked may not even be sent while the event loop is held up: that can use up only one of two halves.
    const goOn = () => {
      // Thereafter timers come before what has arrived: that gets its turn first.
      timer = setTimeout(() => setImmediate(refuse), milliseconds / 2);
    };
    timer = setTimeout(goOn, milliseconds / 2);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
