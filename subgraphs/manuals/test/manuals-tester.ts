import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditMessage } from '@manuel/audit/client';
import type { Database } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import {
  eventually,
  FakeSubgraph,
  type GraphqlAnswer,
  SubgraphTester,
  silentLog,
  temporaryFolder,
  testCaller,
} from '@manuel/testkit';
import { expect } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { type ManualsOptions, startManuals } from '../src/server.ts';
import type { ManualLimits } from '../src/services.ts';

export const TICKET_SECRET = 'a ticket secret of forty bytes, for tests';
export const LARGEST_FILE_BYTES = 1024 * 1024;
export const LIMITS: ManualLimits = {
  largestFileBytes: LARGEST_FILE_BYTES,
  ticketSeconds: 900,
  reading: {
    pages: 1_000,
    characters: 5_000_000,
    seconds: 60,
    memoryBytes: 512 * 1024 * 1024,
    ocrCommand: [],
  },
};

const REQUEST = `mutation ($input: RequestUploadInput!) {
  requestUpload(input: $input) {
    __typename
    ... on UploadTicket { uploadId url method headers { name value } expiresAt }
    ... on InvalidInput { code message path }
  }
}`;
const ADD = `mutation ($input: AddManualInput!) {
  addManual(input: $input) {
    __typename
    ... on ManualAdded { deduplicated manual { id title product language fileName mediaType status } }
    ... on InvalidInput { code message path }
    ... on NotFound { code message }
  }
}`;
const REPLACE = `mutation ($input: ReplaceManualInput!) {
  replaceManual(input: $input) {
    __typename
    ... on ManualReplaced { deduplicated manual { id title fileName status ingestion { status } } }
    ... on InvalidInput { code message path }
    ... on NotFound { code message }
  }
}`;
const REINGEST = `mutation ($id: ID!) {
  reingestManual(id: $id) {
    __typename
    ... on ManualReingested { manual { id status ingestion { status } } }
    ... on InvalidInput { code message path }
    ... on NotFound { code message }
  }
}`;
const REMOVE = `mutation ($id: ID!) {
  removeManual(id: $id) { __typename ... on ManualRemoved { id } ... on NotFound { code message } }
}`;
const MANUAL = `query ($id: ID!) {
  manual(id: $id) { id status pageCount ingestion { status progress attempt failure { code message } } }
}`;
const REVISION = `query ($id: ID!) {
  manual(id: $id) {
    status title language fileName mediaType byteSize sha256 pageCount
    ingestion { status step progress startedAt finishedAt failure { code message } }
  }
}`;

/** Rows and files of one workspace, and bodies that are still arriving from anybody. */
export interface Leftovers {
  readonly uploads: number;
  readonly manuals: number;
  readonly passages: number;
  readonly ingestions: number;
  readonly files: number;
  readonly incoming: number;
}

export const NOTHING: Leftovers = {
  ...{ uploads: 0, manuals: 0, passages: 0, ingestions: 0, files: 0, incoming: 0 },
};

/** A place to PUT a file to. */
export interface Ticket {
  readonly uploadId: string;
  readonly url: string;
}

/** The manuals subgraph with a data folder of its own, beside an audit that the test plays. */
export class ManualsTester {
  readonly audit: FakeSubgraph;
  readonly served: SubgraphTester;
  readonly dataFolder: string;
  readonly database: Database;
  readonly #removeFolder: () => void;

  private constructor(
    served: SubgraphTester,
    audit: FakeSubgraph,
    database: Database,
    folder: ReturnType<typeof temporaryFolder>,
  ) {
    this.served = served;
    this.audit = audit;
    this.database = database;
    this.dataFolder = folder.path;
    this.#removeFolder = folder.remove;
  }

  /** @param folder taken over, and removed at the end */
  static async start(
    databaseUrl: string,
    changes: Partial<ManualsOptions> = {},
    folder: ReturnType<typeof temporaryFolder> = temporaryFolder(),
  ): Promise<ManualsTester> {
    const audit = new FakeSubgraph(() => ({ data: { recordEntries: 1 } }));
    const service = await startManuals({
      ...{ databaseUrl, redisUrl: undefined, dataFolder: folder.path },
      ...{ ticketSecret: TICKET_SECRET, log: silentLog, audit },
      limits: LIMITS,
      ...{ embedding: null, searchMemoryBytes: 100 * 1024 * 1024 },
      ...changes,
    });
    const served = await SubgraphTester.serve('manuals', service);
    return new ManualsTester(served, audit, await openDatabase(databaseUrl), folder);
  }

  /** Starts a further process on the same database and folder. */
  beside(changes: Partial<ManualsOptions> = {}): Promise<ManualsTester> {
    const folder = { path: this.dataFolder, remove: () => undefined };
    return ManualsTester.start(this.database.url, changes, folder);
  }

  async stop(): Promise<void> {
    await this.served.stop();
    await this.database.close();
    this.#removeFolder();
  }

  /** Announces a file. @param changes to what is true of it */
  announce(
    caller: Caller,
    fileName: string,
    bytes: Uint8Array,
    changes: object = {},
  ): Promise<GraphqlAnswer> {
    const input = { fileName, byteSize: bytes.length, sha256: sha256Of(bytes), ...changes };
    return this.served.as(caller).send(REQUEST, { input });
  }

  async ticket(caller: Caller, fileName: string, bytes: Uint8Array, changes: object = {}): Promise<Ticket> {
    const answer = await this.announce(caller, fileName, bytes, changes);
    answer.expectMatch({ requestUpload: { __typename: 'UploadTicket', method: 'PUT' } });
    return {
      uploadId: String(answer.at('requestUpload', 'uploadId')),
      url: `${this.served.address}${answer.at('requestUpload', 'url')}`,
    };
  }

  put(url: string, bytes: Uint8Array | string): Promise<Response> {
    const headers = { 'content-type': 'application/octet-stream' };
    return fetch(url, { method: 'PUT', headers, body: Buffer.from(bytes) });
  }

  /** Announces and sends a file. @returns the upload's id */
  async upload(caller: Caller, fileName: string, bytes: Uint8Array): Promise<string> {
    const { uploadId, url } = await this.ticket(caller, fileName, bytes);
    expect((await this.put(url, bytes)).status).toBe(204);
    return uploadId;
  }

  add(caller: Caller, uploadId: string, description: object = {}): Promise<GraphqlAnswer> {
    return this.served.as(caller).send(ADD, { input: { uploadId, ...description } });
  }

  replace(caller: Caller, id: string, uploadId: string, description: object = {}): Promise<GraphqlAnswer> {
    return this.served.as(caller).send(REPLACE, { input: { id, uploadId, ...description } });
  }

  /** Uploads a file and asks for it to take the place of a manual's own. */
  async replaceFile(
    caller: Caller,
    id: string,
    fileName: string,
    bytes: Uint8Array,
    title?: string,
  ): Promise<GraphqlAnswer> {
    return this.replace(caller, id, await this.upload(caller, fileName, bytes), { title });
  }

  reingest(caller: Caller, id: string): Promise<GraphqlAnswer> {
    return this.served.as(caller).send(REINGEST, { id });
  }

  /** The manual with what is told of its file, as it is now. */
  revision(caller: Caller, id: string): Promise<GraphqlAnswer> {
    return this.served.as(caller).send(REVISION, { id });
  }

  /** The same when the reading that was asked for last has ended. */
  settled(caller: Caller, id: string, deadlineMs?: number): Promise<GraphqlAnswer> {
    return eventually(async () => {
      const answer = await this.revision(caller, id);
      expect(['DONE', 'FAILED'], answer.toString()).toContain(answer.at('manual', 'ingestion', 'status'));
      // The manual of that answer may have been read before its reading ended.
      return this.revision(caller, id);
    }, deadlineMs);
  }

  /** Waits until nothing is read any more: a manual is ready a moment before, and what nobody wants leaves no trace. */
  async untilIdle(): Promise<void> {
    await eventually(async () => {
      const [waiting] = await this.rows<{ count: number }>(
        `select count(*)::int as count from manuals_jobs.job where name in ('ingest', 'revise') and state < 'completed'`,
      );
      expect(waiting?.count).toBe(0);
    });
  }

  remove(caller: Caller, id: string): Promise<GraphqlAnswer> {
    return this.served.as(caller).send(REMOVE, { id });
  }

  /** Uploads a file and makes a manual of it. @returns the manual's id */
  async addFile(
    caller: Caller,
    fileName: string,
    bytes: Uint8Array,
    description: object = {},
  ): Promise<string> {
    const answer = await this.add(caller, await this.upload(caller, fileName, bytes), description);
    answer.expectMatch({ addManual: { __typename: 'ManualAdded' } });
    return String(answer.at('addManual', 'manual', 'id'));
  }

  /** The same, and waits until it can be searched. */
  async addReady(
    caller: Caller,
    fileName: string,
    bytes: Uint8Array,
    description: object = {},
  ): Promise<string> {
    const id = await this.addFile(caller, fileName, bytes, description);
    (await this.ended(caller, id)).expectMatch({ manual: { status: 'READY' } });
    return id;
  }

  /** The manual as it is when its ingestion has ended. */
  ended(caller: Caller, id: string, deadlineMs?: number): Promise<GraphqlAnswer> {
    return eventually(async () => {
      const answer = await this.served.as(caller).send(MANUAL, { id });
      expect(['READY', 'FAILED'], answer.toString()).toContain(answer.at('manual', 'status'));
      return answer;
    }, deadlineMs);
  }

  async left(workspace: string): Promise<Leftovers> {
    const counts = await this.rows<Omit<Leftovers, 'files' | 'incoming'>>(
      `select ${['uploads', 'manuals', 'passages', 'ingestions']
        .map((table) => `(select count(*)::int from manuals.${table} where workspace = ?) as ${table}`)
        .join(', ')}`,
      [workspace, workspace, workspace, workspace],
    );
    return {
      ...{ uploads: 0, manuals: 0, passages: 0, ingestions: 0 },
      ...counts[0],
      files: (await this.files(workspace)).length,
      incoming: (await this.files('.incoming')).length,
    };
  }

  /** The names in a folder of the file store. */
  files(folder: string): Promise<string[]> {
    return readdir(this.fileOf(folder)).catch(() => []);
  }

  /** Where a file is kept. */
  fileOf(workspace: string, sha256 = ''): string {
    mkdirSync(join(this.dataFolder, 'files', workspace), { recursive: true });
    return join(this.dataFolder, 'files', workspace, sha256);
  }

  /** A manual's passages in reading order. */
  passages(
    manualId: string,
  ): Promise<{ id: string; page: number | null; heading: string | null; text: string }[]> {
    return this.rows(
      `select passage.id, page, content.heading, content.text
       from manuals.passages passage join manuals.contents content on content.id = content_id
       where manual_id = ? order by ordinal`,
      [manualId],
    );
  }

  rows<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.database.fork().execute<T[]>(sql, [...values]);
  }

  /** The audit entries of one workspace that have been delivered, in their order; each delivery of each. */
  entries(workspace: string): AuditMessage[] {
    // What an outbox delivers is what `auditMessage` made.
    const delivered = this.audit.received.flatMap(
      ({ request }) => request.variables?.entries as AuditMessage[],
    );
    return delivered.filter((entry) => entry.workspace === workspace).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Waits for exactly these entries: action, outcome and code of each, in their order. */
  async expectEntries(workspace: string, entries: readonly string[]): Promise<void> {
    const told = () =>
      this.entries(workspace).map(({ action, outcome, code }) =>
        [action, outcome, code ?? ''].join(' ').trim(),
      );
    await eventually(() => expect(told()).toEqual(entries));
  }
}

/** An author in a workspace that no other test knows, so that what is left there is the test's own. */
export function newAuthor(says: Partial<Caller> = {}): Caller {
  return testCaller({ id: 'ann', workspace: `w-${randomUUID()}`, roles: ['author'], ...says });
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The UTF-8 bytes of a text. */
export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A Markdown manual that is no other's. */
export function newMarkdown(text = 'Press the green button for three seconds.'): Uint8Array {
  return textBytes(`# Drill ${randomUUID()}\n\n${text}\n`);
}
