import { z } from 'zod';
import type { Operation } from './front-door.ts';

const operation = <T>(name: string, document: string, answer: z.ZodType<T>): Operation<T> => ({
  ...{ name, document, answer },
});
const edgesOf = <T>(node: z.ZodType<T>) => z.object({ edges: z.array(z.object({ node })) });

const Cost = z.object({ questions: z.literal(1) });
const Citation = z.object({
  quote: z.string().min(1),
  passage: z.object({ text: z.string().min(1), manual: z.object({ id: z.string(), title: z.string() }) }),
});

/** Reads that a page of a list needs. */
export const MANUALS = operation(
  'manuals',
  `{ manuals(first: 20) {
    totalCount
    edges { node { id title product status pageCount addedAt addedBy { id } } }
    pageInfo { hasNextPage endCursor }
  } }`,
  z.object({
    manuals: edgesOf(z.object({ id: z.string(), title: z.string() })).extend({ totalCount: z.int() }),
  }),
);

export const MANUAL = operation(
  'manual',
  `query ($id: ID!) { manual(id: $id) {
    id title product status byteSize ingestion { status progress }
    passages(first: 20) { edges { node { id heading text } } }
  } }`,
  z.object({
    manual: z.object({ title: z.string(), passages: edgesOf(z.object({ text: z.string() })) }).nullable(),
  }),
);

export const MANUAL_STATUS = operation(
  'manual (status)',
  'query ($id: ID!) { manual(id: $id) { title status } }',
  z.object({ manual: z.object({ title: z.string(), status: z.string() }).nullable() }),
);

export const QUESTION = operation(
  'question',
  `query ($id: ID!) { question(id: $id) {
    id text askedAt askedBy { id } cost { questions computeMilliseconds }
    answer { text found citations { page quote passage { heading text manual { id title } } } }
  } }`,
  z.object({
    question: z.object({
      text: z.string(),
      // A moment after the answer it is not settled yet.
      cost: Cost.nullable(),
      answer: z.object({ found: z.literal(true), citations: z.array(Citation).min(1) }),
    }),
  }),
);

export const QUESTIONS = operation(
  'questions',
  `{ questions(first: 20) {
    edges { node { id text askedAt answer { text found } cost { questions } } }
    pageInfo { hasNextPage endCursor }
  } }`,
  z.object({ questions: edgesOf(z.object({ id: z.string(), cost: Cost.nullable() })) }),
);

export const SEARCH = operation(
  'searchPassages',
  `query ($text: String!, $product: String) { searchPassages(text: $text, product: $product, first: 5) {
    score coverage passage { id heading text manual { id title } }
  } }`,
  z.object({
    searchPassages: z
      .array(z.object({ passage: z.object({ text: z.string(), manual: z.object({ id: z.string() }) }) }))
      .min(1),
  }),
);

export const USAGE = operation(
  'me.usage',
  '{ me { id usage { today { used limit remaining resetsAt } month { used remaining } } } }',
  z.object({ me: z.object({ usage: z.object({ month: z.object({ used: z.int() }) }) }) }),
);

export const AUDIT = operation(
  'auditEntries',
  '{ auditEntries(first: 20) { edges { node { id at action outcome target actor { id } } } } }',
  z.object({ auditEntries: edgesOf(z.object({ action: z.string() })) }),
);

export const ASK = operation(
  'ask',
  `mutation ($input: AskInput!) { ask(input: $input) {
    __typename
    ... on Question { id answer { text found citations { page quote } } }
  } }`,
  z.object({
    ask: z.object({
      __typename: z.literal('Question'),
      id: z.string(),
      answer: z.object({ found: z.literal(true), text: z.string() }),
    }),
  }),
);

export const REQUEST_UPLOAD = operation(
  'requestUpload',
  `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
    __typename
    ... on UploadTicket { uploadId url headers { name value } }
  } }`,
  z.object({
    requestUpload: z.object({
      uploadId: z.string(),
      url: z.string(),
      headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  }),
);

export const ADD_MANUAL = operation(
  'addManual',
  `mutation ($input: AddManualInput!) { addManual(input: $input) {
    __typename
    ... on ManualAdded { deduplicated manual { id title } }
  } }`,
  z.object({
    addManual: z.object({
      deduplicated: z.literal(false),
      manual: z.object({ id: z.string(), title: z.string() }),
    }),
  }),
);

export const REMOVE_MANUAL = operation(
  'removeManual',
  'mutation ($id: ID!) { removeManual(id: $id) { __typename } }',
  z.object({ removeManual: z.object({ __typename: z.literal('ManualRemoved') }) }),
);
