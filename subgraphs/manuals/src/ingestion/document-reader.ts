import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { ExtractedDocument } from './extract.ts';
import { IngestionError } from './ingestion-error.ts';
import type { MediaType } from './media-type.ts';
import { type ReadingOptions, tookTooLong } from './reading-limits.ts';
import type { ReadingEnd, ReadingMessage, ReadingRequest } from './reading-messages.ts';

const PROCESS = fileURLToPath(new URL('reading-process.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** All that the process reads of the disk: sources and packages. The installation's files and secrets are elsewhere. */
const READABLE = ['package.json', 'node_modules', 'lib', 'subgraphs'];
/** Node's permission model: no network, no programs, no writing. */
export const CONFINED: readonly string[] = [
  '--permission',
  '--allow-worker',
  ...READABLE.map((path) => `--allow-fs-read=${ROOT}${path}`),
  '--no-warnings',
];
/** What a process that crashes by itself is ended with: V8 aborts when its heap is full. */
const CRASHES: ReadonlySet<string | null> = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGTRAP',
]);
const MOST_LAST_WORDS = 2000;

/** A stored file that is to be read. */
export interface StoredFile {
  readonly content: Readable;
  readonly byteSize: number;
  readonly mediaType: MediaType;
}

/** Reads files, each in a confined process of its own, so that none can harm this one (decision 19). */
export class DocumentReader {
  readonly #options: ReadingOptions;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  /**
   * @param onProgress is called with fractions that rise to 1
   * @throws IngestionError when the file cannot be read within the limits; the signal's reason when it was aborted;
   * Error when something else than the file ended the process
   */
  async read(
    file: StoredFile,
    onProgress: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<ExtractedDocument> {
    if (signal.aborted) file.content.destroy();
    signal.throwIfAborted();
    const child = this.#start(file);
    const { promise: brokenOff, reject: breakOff } = Promise.withResolvers<never>();
    const timer = setTimeout(() => breakOff(tookTooLong(this.#options)), this.#options.seconds * 1000);
    const onAbort = () => breakOff(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    send(file.content, child).catch(breakOff);
    try {
      return await Promise.race([told(child, onProgress), brokenOff]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      end(child);
    }
  }

  #start({ byteSize, mediaType }: StoredFile): ChildProcess {
    const request: ReadingRequest = { byteSize, mediaType, options: this.#options };
    const mayRun = this.#options.ocrCommand.length > 0 ? ['--allow-child-process'] : [];
    return fork(PROCESS, [JSON.stringify(request)], {
      ...{ execArgv: [...CONFINED, ...mayRun], env: {}, stdio: ['pipe', 'ignore', 'pipe', 'ipc'] },
      // The leader of a group of its own: a Ctrl-C in the terminal is for the processes that serve.
      detached: true,
    });
  }
}

/** Ends the process and what it started, whatever they are doing. */
function end({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself at this moment.
  }
}

/** @throws what the file's own stream throws; a process that takes no more bytes tells why in its end */
async function send(content: Readable, { stdin }: ChildProcess): Promise<void> {
  if (stdin === null) return;
  let ownError: unknown = null;
  content.once('error', (error) => {
    ownError = error;
  });
  await pipeline(content, stdin).catch(() => undefined);
  if (ownError !== null) throw ownError;
}

/** All that the process tells of the document. */
function told(child: ChildProcess, onProgress: (fraction: number) => void): Promise<ExtractedDocument> {
  const { promise, resolve, reject } = Promise.withResolvers<ExtractedDocument>();
  const passages: ExtractedDocument['passages'] = [];
  let lastWords = '';
  child.stderr?.on('data', (text: Buffer) => {
    lastWords = `${lastWords}${text}`.slice(-MOST_LAST_WORDS);
  });
  child.on('message', (message) => {
    // What reading-process.ts sends.
    const told = message as ReadingMessage;
    if (told.type === 'progress') onProgress(told.fraction);
    else if (told.type === 'passages') passages.push(...told.passages);
    else if (told.type === 'done') resolve({ ...told.facts, passages });
    else reject(failureOf(told));
  });
  child.on('error', reject);
  child.on('close', (code, signal) => reject(crashOf(code, signal, lastWords)));
  return promise;
}

function failureOf(end: Exclude<ReadingEnd, { type: 'done' }>): Error {
  const cause = new Error(end.cause);
  if (end.type === 'broken')
    return new Error(`The process that read the file broke: ${end.reason}`, { cause });
  return new IngestionError(end.code, { message: end.message, cause });
}

/** The kernel's or somebody's kill is not the file's doing for certain, so that it is tried again. */
function crashOf(code: number | null, signal: NodeJS.Signals | null, lastWords: string): Error {
  const cause = new Error(lastWords);
  if (CRASHES.has(signal)) return new IngestionError('FILE_TOO_COMPLEX', { cause });
  return new Error(`The process that read the file ended with ${signal ?? code}.`, { cause });
}
