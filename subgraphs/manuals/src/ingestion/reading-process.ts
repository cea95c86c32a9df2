import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { IngestionError } from './ingestion-error.ts';
import type { ReadingEnd, ReadingMessage, ReadingRequest } from './reading-messages.ts';

// The process that reads one file (decision 19). A thread of it reads; this one watches the memory, and ends the
// process when all is told or when nobody listens any more, whatever the other is doing.

const WATCH_EVERY_MS = 20;
const BYTES_PER_MB = 1024 * 1024;

/** Threads that are started later inherit it: requests and the database go first. */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.once('disconnect', endNow);

// What document-reader.ts starts this process with.
const request = JSON.parse(process.argv[2] ?? '') as ReadingRequest;
const { memoryBytes } = request.options;
let isOver = false;

setInterval(() => {
  if (process.memoryUsage.rss() > memoryBytes) end(tooComplex('The memory limit was reached.'));
}, WATCH_EVERY_MS);
try {
  start(await received(request.byteSize));
} catch (error) {
  end(endOf(error));
}

/** All of standard input, in a buffer of its own that can be handed to another thread. */
async function received(byteSize: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(byteSize);
  let at = 0;
  for await (const chunk of process.stdin) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < byteSize) throw new Error(`Only ${at} of ${byteSize} bytes arrived.`);
  return bytes;
}

function start(bytes: Uint8Array<ArrayBuffer>): void {
  const worker = new Worker(new URL('reading-worker.ts', import.meta.url), {
    workerData: { ...request, bytes },
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(memoryBytes / BYTES_PER_MB) },
  });
  worker.on('message', (message: ReadingMessage) => {
    if (message.type === 'progress' || message.type === 'passages') process.send?.(message);
    else end(message);
  });
  worker.on('error', (error) => end(endOf(error)));
  worker.on('exit', (code) => end(broken(`The thread ended with ${code}.`)));
}

function endOf(error: unknown): ReadingEnd {
  if (!(error instanceof Error)) return broken(String(error));
  const isOutOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isOutOfMemory ? tooComplex(error.message) : broken(error.message, error.stack);
}

function tooComplex(cause: string): ReadingEnd {
  const { code, message } = new IngestionError('FILE_TOO_COMPLEX');
  return { type: 'refused', code, message, cause };
}

function broken(reason: string, cause = ''): ReadingEnd {
  return { type: 'broken', reason, cause };
}

/** Tells how it ended, and ends. */
function end(message: ReadingEnd): void {
  if (isOver) return;
  isOver = true;
  process.send?.(message, endNow);
}

/**
 * An ordinary exit would wait for the thread, which native code may keep busy. The process leads a group: the programs
 * that it started are to end with it.
 */
function endNow(): void {
  process.kill(-process.pid, 'SIGKILL');
}
