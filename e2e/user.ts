import type { Caller } from '@manuel/identity';
import { eventually, type GraphqlAnswer, type GraphqlTester } from '@manuel/testkit';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Constellation } from './constellation.ts';
import { sha256Of, type TestFile } from './files.ts';

const INGESTION_DEADLINE_MS = 60_000;
const PAGE = 100;

/** Where and how to send a file. */
export const Ticket = z.object({
  uploadId: z.string(),
  url: z.string(),
  method: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  expiresAt: z.string(),
});
export type Ticket = z.infer<typeof Ticket>;

const Ingestion = z.object({
  status: z.string(),
  pageCount: z.int().nullable(),
  ingestion: z.object({
    status: z.string(),
    progress: z.number(),
    attempt: z.int(),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
});
/** How far the reading of a manual is. */
export type Ingestion = z.infer<typeof Ingestion>;

const Passages = z.object({
  edges: z.array(
    z.object({
      node: z.object({ page: z.int().nullable(), heading: z.string().nullable(), text: z.string() }),
    }),
  ),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
export type Passage = z.infer<typeof Passages>['edges'][number]['node'];

const Entries = z.object({
  edges: z.array(
    z.object({
      node: z.object({
        action: z.string(),
        outcome: z.string(),
        code: z.string().nullable(),
        target: z.string().nullable(),
      }),
    }),
  ),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
export type Entry = z.infer<typeof Entries>['edges'][number]['node'];

const Period = z.object({ used: z.int(), limit: z.int(), remaining: z.int() });

/** Everything that is asked of an asked question. */
const ASKED = `
  __typename
  ... on Question {
    id
    text
    answer { text found confidence engine citations { page quote passage { page text manual { id title } } } }
  }
  ... on QuotaExceeded { limit resetsAt }
  ... on InvalidInput { path }
  ... on Problem { code message }`;

/** Where users find Manuel, whatever started it. */
export type FrontDoor = Pick<Constellation, 'origin' | 'as'>;

/** Somebody with a token who uses Manuel through its front door. */
export class User {
  readonly caller: Caller;
  readonly #constellation: FrontDoor;

  constructor(constellation: FrontDoor, caller: Caller) {
    this.#constellation = constellation;
    this.caller = caller;
  }

  /** Made when it is used: before its start, a constellation has no address. */
  get graphql(): GraphqlTester {
    return this.#constellation.as(this.caller);
  }

  /** Announces a file. @param says what is announced otherwise than it is */
  requestUpload(
    file: TestFile,
    says: Readonly<{ byteSize?: number; sha256?: string }> = {},
  ): Promise<GraphqlAnswer> {
    const input = {
      fileName: file.name,
      byteSize: file.bytes.length,
      sha256: sha256Of(file.bytes),
      ...says,
    };
    return this.graphql.send(
      `mutation ($input: RequestUploadInput!) {
        requestUpload(input: $input) {
          __typename
          ... on UploadTicket { uploadId url method headers { name value } expiresAt }
          ... on InvalidInput { path }
          ... on Problem { code message }
        }
      }`,
      { input },
    );
  }

  /** A ticket for the file. */
  async ticket(...asked: Parameters<User['requestUpload']>): Promise<Ticket> {
    return Ticket.parse((await this.requestUpload(...asked)).at('requestUpload'));
  }

  /** Sends bytes to where a ticket says. @returns the status, and the problem's code when they were refused */
  async put(
    { url, method, headers }: Ticket,
    bytes: Uint8Array,
  ): Promise<{ status: number; code: string | undefined }> {
    const response = await fetch(new URL(url, this.#constellation.origin), {
      method,
      headers: headers.map(({ name, value }): [string, string] => [name, value]),
      body: Buffer.from(bytes),
    });
    const text = await response.text();
    if (response.status === 204) return { status: 204, code: undefined };
    return { status: response.status, code: z.object({ code: z.string() }).parse(JSON.parse(text)).code };
  }

  /** Makes a manual of a sent file. */
  addManual(uploadId: string, details: Readonly<Record<string, unknown>> = {}): Promise<GraphqlAnswer> {
    return this.graphql.send(
      `mutation ($input: AddManualInput!) {
        addManual(input: $input) {
          __typename
          ... on ManualAdded { deduplicated manual { id status } }
          ... on InvalidInput { path }
          ... on Problem { code message }
        }
      }`,
      { input: { uploadId, ...details } },
    );
  }

  /** Sends a file and asks for it to take the place of a manual's own. */
  async replaceManual(id: string, file: TestFile): Promise<GraphqlAnswer> {
    const ticket = await this.ticket(file);
    expect(await this.put(ticket, file.bytes)).toEqual({ status: 204, code: undefined });
    return this.graphql.send(
      `mutation ($input: ReplaceManualInput!) {
        replaceManual(input: $input) {
          __typename
          ... on ManualReplaced { deduplicated manual { id status } }
          ... on InvalidInput { path }
          ... on Problem { code message }
        }
      }`,
      { input: { id, uploadId: ticket.uploadId } },
    );
  }

  /** The three steps of an upload. @returns the manual's id */
  async add(file: TestFile, details: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const ticket = await this.ticket(file);
    expect(await this.put(ticket, file.bytes)).toEqual({ status: 204, code: undefined });
    const added = await this.addManual(ticket.uploadId, details);
    return String(added.at('addManual', 'manual', 'id'));
  }

  /** Adds a manual and waits until it can be asked. @returns its id */
  async addAndWait(file: TestFile, details: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = await this.add(file, details);
    const { status, ingestion } = await this.ingested(id);
    expect(status, JSON.stringify(ingestion)).toBe('READY');
    return id;
  }

  async ingestion(manualId: string): Promise<Ingestion> {
    const answer = await this.graphql.send(
      `query ($id: ID!) {
        manual(id: $id) { status pageCount ingestion { status progress attempt failure { code message } } }
      }`,
      { id: manualId },
    );
    return Ingestion.parse(answer.at('manual'));
  }

  /** Waits for the end of an ingestion, whatever it is. */
  ingested(manualId: string): Promise<Ingestion> {
    return eventually(async () => {
      const now = await this.ingestion(manualId);
      expect(['READY', 'FAILED'], JSON.stringify(now)).toContain(now.status);
      return now;
    }, INGESTION_DEADLINE_MS);
  }

  removeManual(id: string): Promise<GraphqlAnswer> {
    return this.graphql.send(
      `mutation ($id: ID!) {
        removeManual(id: $id) { __typename ... on ManualRemoved { id } ... on Problem { code message } }
      }`,
      { id },
    );
  }

  /** @param leaving closes the connection */
  ask(
    text: string,
    more: Readonly<Record<string, unknown>> = {},
    leaving?: AbortSignal,
  ): Promise<GraphqlAnswer> {
    const variables = { input: { text, ...more } };
    return this.graphql.send(
      `mutation ($input: AskInput!) { ask(input: $input) { ${ASKED} } }`,
      variables,
      leaving,
    );
  }

  /** Questions of today. */
  async usageToday(): Promise<z.infer<typeof Period>> {
    const answer = await this.graphql.send('{ me { usage { today { used limit remaining } } } }');
    return Period.parse(answer.at('me', 'usage', 'today'));
  }

  /** The texts of all that the user has asked, newest first, each with what it cost; at most a hundred. */
  async questions(): Promise<{ text: string; charged: number | undefined }[]> {
    const answer = await this.graphql.send(
      `{ questions(first: ${PAGE}) { edges { node { text cost { questions } } } } }`,
    );
    const Node = z.object({ text: z.string(), cost: z.object({ questions: z.int() }).nullable() });
    const edges = z.array(z.object({ node: Node })).parse(answer.at('questions', 'edges'));
    return edges.map(({ node }) => ({ text: node.text, charged: node.cost?.questions }));
  }

  /** All passages of a manual in reading order. */
  async passages(manualId: string): Promise<Passage[]> {
    return readAll(Passages, async (after) =>
      (
        await this.graphql.send(
          `query ($id: ID!, $after: String) {
            manual(id: $id) {
              passages(first: ${PAGE}, after: $after) {
                edges { node { page heading text } }
                pageInfo { hasNextPage endCursor }
              }
            }
          }`,
          { id: manualId, after },
        )
      ).at('manual', 'passages'),
    );
  }

  /** All audit entries of the workspace that the filter lets through, newest first. */
  async auditEntries(filter: Readonly<Record<string, unknown>>): Promise<Entry[]> {
    return readAll(Entries, async (after) =>
      (
        await this.graphql.send(
          `query ($after: String, $filter: AuditFilter) {
            auditEntries(first: ${PAGE}, after: $after, filter: $filter) {
              edges { node { action outcome code target } }
              pageInfo { hasNextPage endCursor }
            }
          }`,
          { after, filter },
        )
      ).at('auditEntries'),
    );
  }
}

interface Connection<T> {
  readonly edges: readonly { readonly node: T }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function readAll<T>(
  shape: z.ZodType<Connection<T>>,
  page: (after: string | null) => Promise<unknown>,
): Promise<T[]> {
  const nodes: T[] = [];
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo } = shape.parse(await page(after));
    nodes.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return nodes;
    after = pageInfo.endCursor;
  }
}
