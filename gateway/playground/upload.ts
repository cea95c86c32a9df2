import type { Result } from './post.ts';
import {
  type AddedManual,
  type AddManualData,
  addManualDocument,
  type IngestionData,
  ingestionDocument,
  type ProblemData,
  type RequestUploadData,
  requestUploadDocument,
  type Ticket,
} from './upload-documents.ts';

/** Where one upload stands. Fractions are 0 to 1. */
export type UploadStep =
  | { name: 'idle' }
  | { name: 'hashing' }
  | { name: 'sending'; fraction: number }
  | { name: 'reading'; fraction: number }
  | { name: 'ready'; manualId: string; title: string; deduplicated: boolean }
  | { name: 'failed'; code: string; message: string };

/** Runs one operation with the headers that GraphiQL's header editor holds. */
export type Post = <Data>(query: string, variables: Record<string, unknown>) => Promise<Result<Data>>;

const pollMilliseconds = 500;

/** A failure with the code and message that the gateway gave. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Takes one file from the browser to a READY manual and tells each step to whoever subscribed. */
export class ManualUpload {
  readonly #post: Post;
  readonly #listeners = new Set<() => void>();
  #step: UploadStep = { name: 'idle' };

  constructor(post: Post) {
    this.#post = post;
  }

  /** The step now; the same object until it changes, as React's useSyncExternalStore wants it. */
  readonly step = (): UploadStep => this.#step;

  /** Calls `listener` after each change; the answer takes it off again. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** True while a file is under way. */
  get busy(): boolean {
    return ['hashing', 'sending', 'reading'].includes(this.#step.name);
  }

  /** Uploads `file`; never throws: what goes wrong becomes the step `failed`. */
  async start(file: File): Promise<void> {
    if (this.busy) return;
    try {
      this.#move({ name: 'hashing' });
      const ticket = await this.#requestPlace(file);
      this.#move({ name: 'sending', fraction: 0 });
      await send(file, ticket, (fraction) => this.#move({ name: 'sending', fraction }));
      const added = await this.#addManual(ticket.uploadId);
      this.#move({ name: 'reading', fraction: 0 });
      await this.#untilRead(added.manual.id);
      const { id, title } = added.manual;
      this.#move({ name: 'ready', manualId: id, title, deduplicated: added.deduplicated });
    } catch (error) {
      const code = error instanceof Refused ? error.code : 'UPLOAD_FAILED';
      this.#move({ name: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    }
  }

  #move(step: UploadStep): void {
    this.#step = step;
    for (const listener of this.#listeners) listener();
  }

  async #requestPlace(file: File): Promise<Ticket> {
    const input = { fileName: file.name, byteSize: file.size, sha256: await sha256(file) };
    const { requestUpload } = await this.#ask<RequestUploadData>(requestUploadDocument, { input });
    if (requestUpload.__typename !== 'UploadTicket') throw refusal(requestUpload);
    return requestUpload;
  }

  async #addManual(uploadId: string): Promise<AddedManual> {
    const { addManual } = await this.#ask<AddManualData>(addManualDocument, { input: { uploadId } });
    if (addManual.__typename !== 'ManualAdded') throw refusal(addManual);
    return addManual;
  }

  async #untilRead(id: string): Promise<void> {
    for (;;) {
      const { manual } = await this.#ask<IngestionData>(ingestionDocument, { id });
      if (manual === null) throw new Refused('NOT_FOUND', 'The manual was removed while it was being read.');
      if (manual.status === 'READY') return;
      const { progress, failure } = manual.ingestion;
      if (manual.status === 'FAILED') {
        throw new Refused(failure?.code ?? 'FAILED', failure?.message ?? 'The file could not be read.');
      }
      this.#move({ name: 'reading', fraction: progress });
      await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    }
  }

  async #ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
    const { data, errors } = await this.#post<Data>(query, variables);
    const first = errors?.[0];
    if (first) throw new Refused(first.extensions?.code ?? 'GRAPHQL_ERROR', first.message);
    if (!data) throw new Refused('NO_DATA', 'The gateway answered without data.');
    return data;
  }
}

function refusal(problem: ProblemData): Refused {
  return new Refused(problem.code, problem.message);
}

/** 64 lower-case hexadecimal digits. Reads the file whole: the browser's digest takes no stream. */
async function sha256(file: File): Promise<string> {
  if (!isSecureContext) {
    throw new Refused('INSECURE_PAGE', 'The browser computes SHA-256 only over https or on localhost.');
  }
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** PUTs the bytes. XMLHttpRequest, because fetch does not tell how much has been sent. */
function send(file: File, ticket: Ticket, onProgress: (fraction: number) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = new XMLHttpRequest();
  request.open(ticket.method, ticket.url);
  for (const { name, value } of ticket.headers) {
    // The browser sets the length itself and logs an error when a script tries to.
    if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value);
  }
  request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
  request.onload = () => {
    if (request.status >= 200 && request.status < 300) resolve();
    else reject(putRefusal(request.status, request.responseText));
  };
  request.onerror = () =>
    reject(new Refused('CONNECTION_LOST', 'The connection broke while sending the file.'));
  request.send(file);
  return promise;
}

function putRefusal(status: number, body: string): Refused {
  try {
    // A problem document, RFC 9457.
    const { code, detail }: { code?: unknown; detail?: unknown } = JSON.parse(body);
    if (typeof detail === 'string')
      return new Refused(typeof code === 'string' ? code : `HTTP_${status}`, detail);
  } catch {
    // Not JSON: shown as it came.
  }
  return new Refused(`HTTP_${status}`, body.slice(0, 300) || `The gateway answered ${status}.`);
}
