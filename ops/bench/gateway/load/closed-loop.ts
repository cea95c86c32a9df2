import { connect, type Socket } from 'node:net';
import type { RequestText } from './request-text.ts';
import { type HttpAnswer, ResponseReader } from './response-reader.ts';

/** At most this many answers under load are kept to be compared. */
const SAMPLES = 20;
const DRAIN_DEADLINE_MS = 60_000;

/** What happened between two moments. */
export interface Observed {
  readonly completed: number;
  /** In the order of completion. */
  readonly latenciesMs: readonly number[];
}

/**
 * Keeps a number of connections busy: each sends its next request as soon as its answer has come. Requests are
 * counted when they complete, so that a window of time holds no request that the gateway has not finished.
 */
export class ClosedLoop {
  readonly #sockets: Socket[] = [];
  readonly #requests: RequestText;
  readonly #ended: Promise<void>[] = [];
  readonly #samples: Buffer[] = [];
  #latenciesMs: number[] = [];
  #completed = 0;
  #sampleEveryMs = 0;
  #nextSampleAt = Number.POSITIVE_INFINITY;
  #stopping = false;

  constructor(requests: RequestText) {
    this.#requests = requests;
  }

  /** Completed so far, in warm-up, window and drain. */
  get completed(): number {
    return this.#completed;
  }

  /** Answers taken while the window lasted, as JSON text. */
  get samples(): readonly Buffer[] {
    return this.#samples;
  }

  /** Rejects as soon as an answer is not 200 or a connection breaks. */
  start(port: number, connections: number): Promise<void> {
    for (let index = 0; index < connections; index += 1) this.#ended.push(this.#open(port));
    const all = Promise.all(this.#ended).then(() => undefined);
    all.catch(() => this.#close());
    return all;
  }

  /** Forgets what was observed and samples from now on, spread over the window. */
  beginWindow(windowMs: number): void {
    this.#latenciesMs = [];
    this.#sampleEveryMs = windowMs / SAMPLES;
    this.#nextSampleAt = performance.now();
  }

  /** What has completed since the window began. */
  endWindow(): Observed {
    this.#nextSampleAt = Number.POSITIVE_INFINITY;
    const latenciesMs = this.#latenciesMs;
    this.#latenciesMs = [];
    return { completed: latenciesMs.length, latenciesMs };
  }

  /** Sends nothing more and waits for what is under way. */
  async drain(): Promise<void> {
    this.#stopping = true;
    const deadline = setTimeout(() => this.#close(new Error('Answers are outstanding.')), DRAIN_DEADLINE_MS);
    await Promise.all(this.#ended).finally(() => clearTimeout(deadline));
  }

  #open(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      const reader = new ResponseReader();
      let sentAt = 0;
      const send = () => {
        sentAt = performance.now();
        socket.write(this.#requests.next());
      };
      socket.on('connect', send);
      socket.on('data', (bytes: Buffer) => {
        try {
          const answer = reader.push(bytes);
          if (answer === undefined) return;
          this.#record(answer, sentAt);
          if (this.#stopping) socket.end();
          else send();
        } catch (error) {
          reject(error);
        }
      });
      socket.on('error', reject);
      socket.on('close', () =>
        this.#stopping ? resolve() : reject(new Error('The gateway closed a connection under load.')),
      );
      this.#sockets.push(socket);
    });
  }

  #record({ status, body }: HttpAnswer, sentAt: number): void {
    if (status !== 200) throw new Error(`The gateway answered ${status}: ${body.toString('utf8', 0, 500)}`);
    const now = performance.now();
    this.#completed += 1;
    this.#latenciesMs.push(now - sentAt);
    if (now < this.#nextSampleAt) return;
    this.#nextSampleAt += this.#sampleEveryMs;
    this.#samples.push(Buffer.from(body));
  }

  #close(error?: Error): void {
    for (const socket of this.#sockets) socket.destroy(error);
  }
}
