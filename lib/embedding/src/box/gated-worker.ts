import { Worker } from 'node:worker_threads';
import { NativeGate } from './native-gate.ts';

/** Whoever ends the thread waits so long for it to have finished a text, or to have loaded. */
const FINISH_MS = 5_000;

/** A thread that runs native code behind a gate, which it gets as its `workerData`, and is never ended inside. */
export class GatedWorker extends Worker {
  readonly #gate: NativeGate;

  constructor(file: URL) {
    const gate = new NativeGate();
    // A process that was started with a text instead of a file has options that no thread takes.
    super(file, { name: 'embedding', workerData: gate.shared, execArgv: [] });
    this.#gate = gate;
    const atExit = () => gate.closeNow(FINISH_MS);
    process.once('exit', atExit);
    this.once('exit', () => process.off('exit', atExit));
  }

  /** Ends the thread when it has finished what it is at. */
  async end(): Promise<void> {
    this.ref();
    await this.#gate.close(FINISH_MS);
    await this.terminate();
  }
}
