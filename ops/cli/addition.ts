import { createReadStream } from 'node:fs';
import { failureOfProblem } from './failure.ts';
import type { GatewayClient } from './gateway-client.ts';
import { inspectFile } from './local-file.ts';
import { addManual, type ManualDetails, requestUpload } from './operations.ts';
import type { Progress } from './progress.ts';
import { ReadingWatch, type ReadManual } from './reading-watch.ts';
import { type RevisionDetails, replaceManual } from './revision-operations.ts';

/** The part of the progress that stands for the upload; the rest is the ingestion. */
const UPLOAD_SHARE = 0.3;

/** A manual that can be asked now. */
export interface AddedManual extends ReadManual {
  readonly id: string;
  readonly title: string;
  readonly status: 'READY';
  /** True when the workspace had these bytes already, or the manual that was to get them. */
  readonly deduplicated: boolean;
}

/** Brings one file from this machine to a manual that can be asked. */
export class Addition {
  readonly #gateway: GatewayClient;
  readonly #progress: Progress;
  readonly #watch: ReadingWatch;

  /** @param deadlineMilliseconds how long the ingestion may take */
  constructor(gateway: GatewayClient, progress: Progress, deadlineMilliseconds?: number) {
    this.#gateway = gateway;
    this.#progress = progress;
    this.#watch = new ReadingWatch(gateway, progress, deadlineMilliseconds);
  }

  /** Makes a new manual of a file. @throws CliFailure; its report names the manual once there is one */
  async add(path: string, details: ManualDetails): Promise<AddedManual> {
    const uploadId = await this.#upload(path);
    const { addManual: added } = await this.#gateway.run(addManual({ uploadId, ...details }));
    if (added.__typename !== 'ManualAdded') throw failureOfProblem(added);
    const { manual, deduplicated } = added;
    const read = await this.#watch.untilReady(manual, UPLOAD_SHARE);
    return { ...manual, status: 'READY', ...read, deduplicated };
  }

  /** Gives a manual a new file. @throws CliFailure; its report names the manual once the file has been taken */
  async replace(id: string, path: string, details: RevisionDetails): Promise<AddedManual> {
    const uploadId = await this.#upload(path);
    const { replaceManual: replaced } = await this.#gateway.run(replaceManual({ id, uploadId, ...details }));
    if (replaced.__typename !== 'ManualReplaced') throw failureOfProblem(replaced);
    const { manual, deduplicated } = replaced;
    const read = await this.#watch.untilRead(manual, UPLOAD_SHARE);
    return { ...manual, title: details.title ?? manual.title, status: 'READY', ...read, deduplicated };
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
}

/** What there is to say of a manual that has been read: `"Drill", 3 pages, id 018f…`. */
export function describeManual({
  id,
  title,
  pageCount,
  pagesWithoutText,
}: Pick<AddedManual, 'id' | 'title' | 'pageCount' | 'pagesWithoutText'>): string {
  const pages = pageCount === null ? '' : `, ${pageCount} ${pageCount === 1 ? 'page' : 'pages'}`;
  const pictures = pagesWithoutText.length === 0 ? '' : ` (without text: ${pagesWithoutText.join(', ')})`;
  return `"${title}"${pages}${pictures}, id ${id}`;
}
