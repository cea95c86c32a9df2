import { messageOf, StartFailure } from './errors.ts';

/** Something that runs until it is stopped. */
export interface Running {
  /** Rejects with the reason when it cannot go on; left out where it always can. */
  readonly failed?: Promise<never>;
  /** Sends callers elsewhere while everything still works; left out where nobody calls. */
  leave?(): Promise<void>;
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 20_000;

/**
 * Runs a process's main job: starts it, waits for SIGINT, SIGTERM or the end of the process that started it over a
 * channel, and stops it in order. SIGTERM replaces one process of several, so it leaves its callers first; SIGINT ends
 * the whole. A failure to start or to go on prints one clear text on standard error and exits with 1.
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  const signalled = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(name, () => resolve(name));
  });
  const running = await start().catch((error: unknown) => exitWith('Manuel did not start.', error));
  const end = await Promise.race(
    running.failed === undefined ? [signalled] : [signalled, running.failed],
  ).then(
    (signal) => ({ signal }),
    (error: unknown) => ({ error }),
  );
  // A second signal, or a stop that hangs, ends the process at once: everything durable is crash-safe.
  process.once('SIGINT', () => process.exit(130));
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  if ('signal' in end && end.signal === 'SIGTERM') await running.leave?.();
  await running.stop();
  if ('error' in end) exitWith('Manuel cannot go on.', end.error);
  process.exit(0);
}

/**
 * Runs a process that does one thing and ends. A failure prints one sentence on standard error and exits with 1.
 * @param failed the sentence's beginning, such as "Manuel did not migrate."
 */
export async function runOnce(failed: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => exitWith(failed, messageOf(error)));
}

function exitWith(what: string, error: unknown): never {
  const reason =
    error instanceof StartFailure ? error.message : error instanceof Error ? error.stack : messageOf(error);
  process.stderr.write(`\n${what} ${reason}\n`);
  process.exit(1);
}

/** Stops what was started, the last one first; a failing stop does not keep the others running. */
export class StopList {
  readonly #stops: (() => Promise<void>)[] = [];

  add(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  /** @throws AggregateError with every failure, after all were tried */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.#stops.reverse()) await stop().catch((error: unknown) => failures.push(error));
    this.#stops.length = 0;
    if (failures.length > 0) throw new AggregateError(failures, failures.map(messageOf).join('; '));
  }
}
