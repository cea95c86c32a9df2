import { createReadStream } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { CliFailure, failureOfProblem } from './failure.ts';
import type { GatewayClient } from './gateway-client.ts';
import { inspectFile } from './local-file.ts';
import { addManual, type ManualDetails, readIngestion, requestUpload } from './operations.ts';
import type { Progress } from './progress.ts';

const INGESTION_DEADLINE_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
const PAUSE_GROWTH = 1.3;
/** The part of the progress that stands for the upload; the rest is the ingestion. */
const UPLOAD_SHARE = 0.3;

/** A manual that can be asked now. */
export interface AddedManual {
  readonly id: string;
  readonly title: string;
  readonly status: 'READY';
  /** Null for formats without pages. */
  readonly pageCount: number | null;
  /** True when the workspace had these bytes already. */
  readonly deduplicated: boolean;
}

/** Brings one file from this machine to a manual that can be asked. */
export class Addition {
  readonly #gateway: GatewayClient;
  readonly #progress: Progress;
  readonly #deadlineMilliseconds: number;

  /** @param deadlineMilliseconds how long the ingestion may take */
  constructor(gateway: GatewayClient, progress: Progress, deadlineMilliseconds = INGESTION_DEADLINE_MS) {
    this.#gateway = gateway;
    this.#progress = progress;
    this.#deadlineMilliseconds = deadlineMilliseconds;
  }

  /** @throws CliFailure; its report names the manual once there is one */
  async add(path: string, details: ManualDetails): Promise<AddedManual> {
    const uploadId = await this.#upload(path);
    const { addManual: added } = await this.#gateway.run(addManual({ uploadId, ...details }));
    if (added.__typename !== 'ManualAdded') throw failureOfProblem(added);
    const { manual, deduplicated } = added;
    const pageCount = await this.#untilRead(manual);
    return { ...manual, status: 'READY', pageCount, deduplicated };
  }

  async #upload(path: string): Promise<string> {
    const { name, byteSize, sha256 } = await inspectFile(path);
    this.#progress.show('uploading', 0);
    const { requestUpload: ticket } = await this.#gateway.run(
      requestUpload({ fileName: name, byteSize, sha256 }),
    );
    if (ticket.__typename !== 'UploadTicket') throw failureOfProblem(ticket);
    await this.#gateway.put(ticket, createReadStream(path), byteSize, (bytes) =>
      this.#progress.show('uploading', (bytes / byteSize) * UPLOAD_SHARE),
    );
    return ticket.uploadId;
  }

  /** @returns the number of pages */
  async #untilRead(manual: { id: string; title: string }): Promise<number | null> {
    const deadline = performance.now() + this.#deadlineMilliseconds;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE_MS)) {
      const read = await this.#gateway.run(readIngestion(manual.id)).catch(untilLater);
      if (read === 'later') {
        if (performance.now() + LONGEST_PAUSE_MS > deadline)
          throw stillReading(manual, this.#deadlineMilliseconds);
        await setTimeout(LONGEST_PAUSE_MS);
        continue;
      }
      const { manual: now } = read;
      if (now === null) {
        throw new CliFailure(4, 'NOT_FOUND', 'The manual was removed while it was being read.', { manual });
      }
      if (now.status === 'READY') return now.pageCount;
      if (now.status === 'FAILED') throw unreadable(manual, now.ingestion.failure);
      if (performance.now() + pause > deadline) throw stillReading(manual, this.#deadlineMilliseconds);
      this.#progress.show('reading', UPLOAD_SHARE + now.ingestion.progress * (1 - UPLOAD_SHARE));
      await setTimeout(pause);
    }
  }
}

/** Whoever adds much asks more than one may in a minute, and can ask again. @throws any other failure */
function untilLater(error: unknown): 'later' {
  if (error instanceof CliFailure && error.code === 'RATE_LIMITED') return 'later';
  throw error;
}

function unreadable(
  manual: { id: string; title: string },
  failure: { code: string; message: string } | null,
): CliFailure {
  const { code, message } = failure ?? { code: 'FAILED', message: 'The file could not be read.' };
  return new CliFailure(7, code, message, { manual: { ...manual, status: 'FAILED' } });
}

function stillReading(manual: { id: string; title: string }, milliseconds: number): CliFailure {
  return new CliFailure(
    6,
    'TIMEOUT',
    `It is still being read after ${milliseconds / 60_000} minutes: manuel manuals shows when it is ready.`,
    { manual },
  );
}
