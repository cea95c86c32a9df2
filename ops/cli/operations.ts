import { z } from 'zod';
import { InvalidInput, NotFound, operation, QuotaExceeded } from './operation.ts';

const UploadTicket = z.object({
  __typename: z.literal('UploadTicket'),
  uploadId: z.string(),
  url: z.string(),
  method: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});
/** Where and how to send the bytes of one file. */
export type UploadTicket = z.infer<typeof UploadTicket>;

/** Asks for a place to send a file to. */
export function requestUpload(input: { fileName: string; byteSize: number; sha256: string }) {
  return operation(
    `mutation RequestUpload($input: RequestUploadInput!) {
      requestUpload(input: $input) {
        __typename
        ... on UploadTicket { uploadId url method headers { name value } }
        ... on Problem { code message }
      }
    }`,
    { input },
    z.object({ requestUpload: z.discriminatedUnion('__typename', [UploadTicket, InvalidInput]) }),
  );
}

const ManualAdded = z.object({
  __typename: z.literal('ManualAdded'),
  deduplicated: z.boolean(),
  manual: z.object({ id: z.string(), title: z.string() }),
});

/** What the user says of a manual; the gateway fills in the rest. */
export interface ManualDetails {
  readonly title?: string | undefined;
  readonly product?: string | undefined;
  readonly language?: string | undefined;
}

/** Makes a manual of a file that has been sent. */
export function addManual(input: ManualDetails & { uploadId: string }) {
  return operation(
    `mutation AddManual($input: AddManualInput!) {
      addManual(input: $input) {
        __typename
        ... on ManualAdded { deduplicated manual { id title } }
        ... on Problem { code message }
      }
    }`,
    { input },
    z.object({ addManual: z.discriminatedUnion('__typename', [ManualAdded, InvalidInput, NotFound]) }),
  );
}

/** The states of a manual, as the contract spells them. */
export const MANUAL_STATUSES = ['QUEUED', 'INGESTING', 'READY', 'FAILED'] as const;

const Ingestion = z.object({
  status: z.enum(MANUAL_STATUSES),
  pageCount: z.int().nullable(),
  pagesWithoutText: z.array(z.int()),
  ingestion: z.object({
    status: z.enum(['QUEUED', 'RUNNING', 'DONE', 'FAILED']),
    step: z.enum(['READING', 'EMBEDDING', 'STORING']).nullable(),
    progress: z.number(),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
});
/** How the reading of a manual stands that was asked for last. */
export type Ingestion = z.infer<typeof Ingestion>;

/** How far the reading of a manual is. */
export function readIngestion(id: string) {
  return operation(
    `query Ingestion($id: ID!) {
      manual(id: $id) {
        status pageCount pagesWithoutText
        ingestion { status step progress failure { code message } }
      }
    }`,
    { id },
    z.object({ manual: Ingestion.nullable() }),
  );
}

const Manual = z.object({
  id: z.string(),
  title: z.string(),
  product: z.string().nullable(),
  language: z.string(),
  fileName: z.string(),
  byteSize: z.int(),
  pageCount: z.int().nullable(),
  status: z.enum(MANUAL_STATUSES),
  addedAt: z.string(),
});

/** The newest manuals. */
export function listManuals(variables: {
  first: number;
  filter: { product?: string | undefined; status?: (typeof MANUAL_STATUSES)[number] | undefined };
}) {
  return operation(
    `query Manuals($first: Int!, $filter: ManualFilter) {
      manuals(first: $first, filter: $filter) {
        totalCount
        edges { node { id title product language fileName byteSize pageCount status addedAt } }
      }
    }`,
    variables,
    z.object({
      manuals: z.object({ totalCount: z.int(), edges: z.array(z.object({ node: Manual })) }),
    }),
  );
}

/** Removes a manual, its passages and its file. */
export function removeManual(id: string) {
  const ManualRemoved = z.object({ __typename: z.literal('ManualRemoved'), id: z.string() });
  return operation(
    `mutation RemoveManual($id: ID!) {
      removeManual(id: $id) {
        __typename
        ... on ManualRemoved { id }
        ... on Problem { code message }
      }
    }`,
    { id },
    z.object({ removeManual: z.discriminatedUnion('__typename', [ManualRemoved, NotFound]) }),
  );
}

const Citation = z.object({
  page: z.int().nullable(),
  quote: z.string(),
  passage: z
    .object({
      heading: z.string().nullable(),
      manual: z.object({ id: z.string(), title: z.string(), fileName: z.string() }),
    })
    .nullable(),
});
/** Where an answer stands. */
export type Citation = z.infer<typeof Citation>;

const Question = z.object({
  __typename: z.literal('Question'),
  id: z.string(),
  text: z.string(),
  answer: z
    .object({
      text: z.string(),
      found: z.boolean(),
      confidence: z.number(),
      engine: z.string(),
      citations: z.array(Citation),
    })
    .nullable(),
});

/** What is asked, and of which manuals. */
export interface AskInput {
  readonly text: string;
  readonly manualIds?: readonly string[] | undefined;
  readonly product?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Asks the manuals. */
export function ask(input: AskInput) {
  return operation(
    `mutation Ask($input: AskInput!) {
      ask(input: $input) {
        __typename
        ... on Question {
          id
          text
          answer {
            text found confidence engine
            citations { page quote passage { heading manual { id title fileName } } }
          }
        }
        ... on Problem { code message }
      }
    }`,
    { input },
    z.object({ ask: z.discriminatedUnion('__typename', [Question, InvalidInput, QuotaExceeded]) }),
  );
}

const QuotaPeriod = z.object({
  used: z.int(),
  limit: z.int(),
  remaining: z.int(),
  resetsAt: z.string(),
});
/** Questions in one period. */
export type QuotaPeriod = z.infer<typeof QuotaPeriod>;

/** The caller's own quota. */
export function readUsage() {
  return operation(
    `query Usage {
      me {
        id
        usage {
          today { used limit remaining resetsAt }
          month { used limit remaining resetsAt }
        }
      }
    }`,
    {},
    z.object({
      me: z.object({
        id: z.string(),
        usage: z.object({ today: QuotaPeriod, month: QuotaPeriod }).nullable(),
      }),
    }),
  );
}

/** How something that was done or tried can have ended. */
export const AUDIT_OUTCOMES = ['DONE', 'REFUSED', 'FAILED'] as const;

const AuditEntry = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.object({ id: z.string() }).nullable(),
  action: z.string(),
  target: z.string().nullable(),
  outcome: z.enum(AUDIT_OUTCOMES),
  code: z.string().nullable(),
  requestId: z.string(),
});

/** The newest audit entries. */
export function listAuditEntries(variables: {
  first: number;
  filter: {
    action?: string | undefined;
    target?: string | undefined;
    outcome?: (typeof AUDIT_OUTCOMES)[number] | undefined;
  };
}) {
  return operation(
    `query Audit($first: Int!, $filter: AuditFilter) {
      auditEntries(first: $first, filter: $filter) {
        pageInfo { hasNextPage }
        edges { node { id at actor { id } action target outcome code requestId } }
      }
    }`,
    variables,
    z.object({
      auditEntries: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean() }),
        edges: z.array(z.object({ node: AuditEntry })),
      }),
    }),
  );
}
