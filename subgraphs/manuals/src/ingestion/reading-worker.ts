import { parentPort, workerData } from 'node:worker_threads';
import { type ExtractedDocument, extractDocument } from './extract.ts';
import { ingestionErrorOf } from './ingestion-error.ts';
import { commandPageReader, type PageReader } from './page-reader.ts';
import type { ReadingEnd, ReadingMessage, ReadingRequest } from './reading-messages.ts';

/** Some hundred kilobytes. */
const PASSAGES_PER_MESSAGE = 500;
/** Progress is told when it has grown by this much. */
const PROGRESS_STEP = 0.01;

// What reading-process.ts gives to this thread.
const { bytes, mediaType, options } = workerData as ReadingRequest & { readonly bytes: Uint8Array };

/** Why the program that reads pictures failed: that is not the file's fault. */
let ocrFailure: Error | null = null;

// Some parsers throw beside the promises that they give.
process.once('uncaughtException', (error) => tell(refusalFor(error)));
tell(await read());

/** Reads the file and tells its passages. */
async function read(): Promise<ReadingEnd> {
  let told = 0;
  const onProgress = (fraction: number): void => {
    if (fraction < 1 && fraction - told < PROGRESS_STEP) return;
    told = fraction;
    tell({ type: 'progress', fraction });
  };
  try {
    const { passages, ...facts } = await extractDocument(bytes, mediaType, onProgress, options, ocr());
    tellPassages(passages);
    return { type: 'done', facts };
  } catch (error) {
    return refusalFor(error);
  }
}

function ocr(): PageReader | undefined {
  const [command, ...args] = options.ocrCommand;
  if (command === undefined) return undefined;
  const reader = commandPageReader(command, args);
  return {
    read: (pdf, page) =>
      reader.read(pdf, page).catch((error: Error) => {
        ocrFailure = error;
        throw error;
      }),
  };
}

function refusalFor(error: unknown): ReadingEnd {
  if (ocrFailure !== null) return { type: 'broken', reason: ocrFailure.message, cause: '' };
  const { code, message, cause } = ingestionErrorOf(error);
  return { type: 'refused', code, message, cause: cause instanceof Error ? (cause.stack ?? '') : '' };
}

function tellPassages(passages: ExtractedDocument['passages']): void {
  for (let from = 0; from < passages.length; from += PASSAGES_PER_MESSAGE)
    tell({ type: 'passages', passages: passages.slice(from, from + PASSAGES_PER_MESSAGE) });
}

function tell(message: ReadingMessage): void {
  parentPort?.postMessage(message);
}
