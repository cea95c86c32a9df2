import { messageOf, StartFailure, Unavailable } from '@manuel/service';
import type { Urgency } from '../embedder.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { GatedWorker } from './gated-worker.ts';
import type { Order, Report } from './messages.ts';
import { WantedTexts } from './wanted-texts.ts';

/** A thread that tells nothing for so long while it is waited for is ended. A text takes it some milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * A thread that turns texts into vectors, seen from the one that wants them. It is started when it is first needed,
 * and again after it failed; it keeps the process alive only while something is waited for.
 */
export class EncodingThread {
  readonly #file: URL;
  readonly #wanted = new WantedTexts();
  #worker: GatedWorker | undefined;
  #ready = Promise.withResolvers<void>();
  #watchdog: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param file a module that takes `Order`s and tells `Report`s */
  constructor(file: URL) {
    this.#file = file;
  }

  /** Texts that were asked for and have no vector yet. */
  get waiting(): number {
    return this.#wanted.size;
  }

  /** Loads what the first text would otherwise wait for. @throws StartFailure; Unavailable after `close` */
  async start(): Promise<void> {
    this.#running();
    await this.#ready.promise;
  }

  /**
   * A vector for each text, in order. A text that several calls want at the same time is encoded once.
   * @throws Unavailable when the thread fails, is stuck or was closed; the signal's reason
   */
  async encode(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const worker = this.#running();
    const all = texts.map((text) => {
      const { wanted, isNews } = this.#wanted.want(text, urgency);
      if (isNews) order(worker, { kind: 'encode', id: wanted.id, text, urgency });
      return wanted;
    });
    this.#watch();
    try {
      const vectors = await unlessAborted(Promise.all(all.map(({ vector }) => vector)), signal);
      return vectors.map((vector) => vector.slice());
    } finally {
      for (const one of all) {
        if (this.#wanted.release(one)) order(worker, { kind: 'forget', id: one.id });
      }
      this.#watch();
    }
  }

  /** Ends the thread; whoever still waits gets `Unavailable`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end('The process stops.');
  }

  #running(): GatedWorker {
    if (this.#isClosed) throw new Unavailable('Nothing is embedded any more: the process stops.');
    this.#worker ??= this.#begin();
    return this.#worker;
  }

  #begin(): GatedWorker {
    const worker = new GatedWorker(this.#file);
    this.#ready = Promise.withResolvers<void>();
    // Nobody may wait for it.
    this.#ready.promise.catch(() => undefined);
    worker.on('message', (report: Report) => this.#take(report));
    worker.once('error', (error) => this.#fail(worker, messageOf(error)));
    worker.once('exit', (code) => this.#fail(worker, `Its thread ended with code ${code}.`));
    return worker;
  }

  #take(report: Report): void {
    if (report.kind === 'ready') {
      this.#ready.resolve();
      this.#watch();
      return;
    }
    const wanted = this.#wanted.get(report.id);
    // A vector may be under way when the last call that wanted it is aborted.
    if (wanted === undefined) return;
    this.#wanted.remove(wanted);
    if (report.kind === 'vector') wanted.resolve(report.vector);
    else wanted.reject(new Unavailable(`A text could not be embedded: ${report.message}`));
    this.#watch();
  }

  /** Lets a thread go that is no more; the next text starts another. */
  #fail(worker: GatedWorker, reason: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    // Of no effect when it had started.
    this.#ready.reject(new StartFailure(reason));
    this.#wanted.rejectAll(new Unavailable(`Embedding failed. ${reason}`));
    this.#watch();
  }

  async #end(reason: string): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#fail(worker, reason);
    await worker.end();
  }

  /** To be called when something was asked for or told: only a thread that is waited for is watched and holds the process. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    if (this.#wanted.size === 0) {
      this.#worker?.unref();
      return;
    }
    this.#worker?.ref();
    const watchdog = setTimeout(() => setImmediate(judge), PATIENCE_MS);
    // What was told while this thread was held up is heard before, and begins the time anew.
    const judge = () => {
      if (this.#watchdog === watchdog) void this.#end(`There was no vector for ${PATIENCE_MS} ms.`);
    };
    this.#watchdog = watchdog;
  }
}

function order(worker: GatedWorker, one: Order): void {
  worker.postMessage(one);
}
