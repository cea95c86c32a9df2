import { messageOf, StartFailure } from './errors.ts';

/** Something that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 20_000;

/**
 * Runs a process's main job: starts it, waits for SIGINT or SIGTERM, stops it in order.
 * A failure to start prints one clear text on standard error and exits with 1.
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const running = await start().catch((error: unknown) => {
    const known = error instanceof StartFailure;
    process.stderr.write(
      `\nManuel did not start. ${known ? error.message : ((error as Error).stack ?? messageOf(error))}\n`,
    );
    process.exit(1);
  });
  await signalled;
  // A second signal, or a stop that hangs, ends the process at once: everything durable is crash-safe.
  process.once('SIGINT', () => process.exit(130));
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  await running.stop();
  process.exit(0);
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
