import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newTokenKey, TokenIssuer } from '@manuel/identity';
import { newId } from '@manuel/service';
import { GraphqlTester } from '@manuel/testkit';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Constellation } from './constellation.ts';
import {
  dry40,
  encryptedPdf,
  pdfOfPictures,
  pdfWithoutPages,
  sha256Of,
  type TestFile,
  textFile,
} from './files.ts';
import type { Ticket, User } from './user.ts';

/** What a case of bad input finds around it. */
export interface Surroundings {
  readonly constellation: Constellation;
  /** Somebody in a workspace that holds nothing; the case leaves it so. */
  readonly author: User;
  /** Somebody in another workspace. */
  readonly stranger: User;
  /** A ticket of the author's that will soon be over, for this file. */
  readonly oldTicket: { readonly ticket: Ticket; readonly file: TestFile };
  /** The longest file that is taken. */
  readonly limitBytes: number;
}

/** Something that cannot be meant, and the code of the answer to it. */
export interface BadInput {
  readonly name: string;
  readonly code: string;
  /** @returns the code that was answered */
  readonly attempt: (around: Surroundings) => Promise<unknown>;
}

const notes = textFile('notes.txt', 'Press the green button for three seconds to reset the pump.');
const LARGEST_GRAPHQL_BODY_BYTES = 1024 * 1024;
const ANNOUNCE = `mutation {
  requestUpload(input: { fileName: "a.txt", byteSize: 1, sha256: "${'0'.repeat(64)}" }) { __typename }
}`;

const badFiles: readonly BadInput[] = [
  {
    name: 'an empty file',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) =>
      (await author.requestUpload(textFile('empty.txt', ''))).at('requestUpload', 'code'),
  },
  {
    name: 'a file of a kind that cannot be read',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) =>
      (await author.requestUpload(textFile('song.mp3', 'la'))).at('requestUpload', 'code'),
  },
  {
    name: 'an encrypted PDF',
    code: 'PDF_ENCRYPTED',
    attempt: ({ author }) => failureOf(author, encryptedPdf('secret.pdf')),
  },
  {
    name: 'a PDF without pages',
    code: 'PDF_WITHOUT_PAGES',
    attempt: ({ author }) => failureOf(author, pdfWithoutPages('nothing.pdf')),
  },
  {
    name: 'a PDF of pictures without text',
    code: 'PDF_WITHOUT_TEXT',
    attempt: ({ author }) => failureOf(author, pdfOfPictures('scan.pdf')),
  },
  {
    name: 'a PDF that was cut off',
    code: 'FILE_UNREADABLE',
    attempt: async ({ author }) => {
      const { name, bytes } = await dry40();
      return failureOf(author, { name, bytes: bytes.subarray(0, bytes.length / 2) });
    },
  },
  {
    name: 'text that is called a PDF',
    code: 'INVALID_INPUT',
    attempt: ({ author }) => refusalOf(author, { name: 'notes.pdf', bytes: notes.bytes }),
  },
  {
    name: 'a PDF that is called text',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) => refusalOf(author, { ...(await dry40()), name: 'dry-40.txt' }),
  },
];

const badUploads: readonly BadInput[] = [
  {
    name: 'bytes with another SHA-256 than announced',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) => {
      const ticket = await author.ticket(notes, { sha256: sha256Of(Buffer.from('other')) });
      return (await author.put(ticket, notes.bytes)).code;
    },
  },
  {
    name: 'fewer bytes than announced',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) =>
      (await author.put(await author.ticket(notes), notes.bytes.subarray(1))).code,
  },
  {
    name: 'more bytes than announced',
    code: 'TOO_LARGE',
    attempt: async ({ author }) =>
      (await author.put(await author.ticket(notes), Buffer.concat([notes.bytes, Buffer.from('!')]))).code,
  },
  {
    name: 'a file over the limit',
    code: 'TOO_LARGE',
    attempt: async ({ author, limitBytes }) =>
      (await author.requestUpload(notes, { byteSize: limitBytes + 1 })).at('requestUpload', 'code'),
  },
  {
    name: 'an upload that is cut half way',
    code: 'INVALID_INPUT',
    async attempt({ author, constellation }) {
      const ticket = await author.ticket(notes);
      await sendHalf(constellation, ticket, notes.bytes);
      return (await author.addManual(ticket.uploadId)).at('addManual', 'code');
    },
  },
  {
    name: 'a manual of a file that was never sent',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) =>
      (await author.addManual((await author.ticket(notes)).uploadId)).at('addManual', 'code'),
  },
  {
    name: 'a ticket whose time was prolonged',
    code: 'FORBIDDEN',
    attempt: async ({ author }) => {
      const ticket = await author.ticket(notes);
      const url = ticket.url.replace(/expires=\d+/, 'expires=4102444800');
      return (await author.put({ ...ticket, url }, notes.bytes)).code;
    },
  },
  {
    name: "a ticket that was turned to another's upload",
    code: 'FORBIDDEN',
    attempt: async ({ author, stranger }) => {
      const [own, other] = [await author.ticket(notes), await stranger.ticket(notes)];
      const url = own.url.replace(own.uploadId, other.uploadId);
      return (await author.put({ ...own, url }, notes.bytes)).code;
    },
  },
  {
    name: 'a ticket without its signature',
    code: 'FORBIDDEN',
    attempt: async ({ author }) => {
      const ticket = await author.ticket(notes);
      return (await author.put({ ...ticket, url: ticket.url.split('?')[0] ?? '' }, notes.bytes)).code;
    },
  },
];

const badIds: readonly BadInput[] = [
  {
    name: "an unknown manual's id",
    code: 'NOT_FOUND',
    async attempt({ author }) {
      (
        await author.graphql.send('query ($id: ID!) { manual(id: $id) { id } question(id: $id) { id } }', {
          id: newId(),
        })
      ).expectData({ manual: null, question: null });
      return (await author.removeManual(newId())).at('removeManual', 'code');
    },
  },
  {
    name: 'an id that is none',
    code: 'NOT_FOUND',
    async attempt({ author }) {
      const id = "1' or '1'='1";
      (
        await author.graphql.send('query ($id: ID!) { manual(id: $id) { id } question(id: $id) { id } }', {
          id,
        })
      ).expectData({ manual: null, question: null });
      return (await author.removeManual(id)).at('removeManual', 'code');
    },
  },
  {
    name: "an unknown upload's id",
    code: 'NOT_FOUND',
    attempt: async ({ author }) => (await author.addManual(newId())).at('addManual', 'code'),
  },
  {
    name: "another workspace's manual",
    code: 'NOT_FOUND',
    async attempt({ author, stranger }) {
      const id = await stranger.add(notes);
      const refused = await author.removeManual(id);
      expect((await stranger.ingested(id)).status).toBe('READY');
      (await stranger.removeManual(id)).expectMatch({ removeManual: { id } });
      return refused.at('removeManual', 'code');
    },
  },
  {
    name: "another workspace's upload",
    code: 'NOT_FOUND',
    async attempt({ author, stranger }) {
      const ticket = await stranger.ticket(notes);
      await stranger.put(ticket, notes.bytes);
      return (await author.addManual(ticket.uploadId)).at('addManual', 'code');
    },
  },
];

const badRequests: readonly BadInput[] = [
  {
    name: 'no token',
    code: 'UNAUTHENTICATED',
    attempt: ({ constellation }) => onlyCode(new GraphqlTester(constellation.graphqlUrl), 401),
  },
  {
    name: 'an expired token',
    code: 'UNAUTHENTICATED',
    attempt: async ({ constellation, author }) => {
      const token = await constellation.token(author.caller, -60);
      return onlyCode(GraphqlTester.withToken(constellation.graphqlUrl, token), 401);
    },
  },
  {
    name: 'a token signed with another key',
    code: 'UNAUTHENTICATED',
    attempt: async ({ constellation, author }) => {
      const token = await new TokenIssuer(newTokenKey()).issue(author.caller, 600);
      return onlyCode(GraphqlTester.withToken(constellation.graphqlUrl, token), 401);
    },
  },
  {
    name: 'a token whose claims were changed',
    code: 'UNAUTHENTICATED',
    async attempt({ constellation, author }) {
      const [header, claims = '', signature] = (await constellation.token(author.caller)).split('.');
      const said = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), roles: ['admin'] };
      const forged = Buffer.from(JSON.stringify(said)).toString('base64url');
      return onlyCode(
        GraphqlTester.withToken(constellation.graphqlUrl, `${header}.${forged}.${signature}`),
        401,
      );
    },
  },
  {
    name: 'a question of 0 characters',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) => (await author.ask('')).at('ask', 'code'),
  },
  {
    name: 'a question of 100,000 characters',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) => (await author.ask('why '.repeat(25_000))).at('ask', 'code'),
  },
  {
    name: 'a body over the limit',
    code: 'TOO_LARGE',
    async attempt({ author }) {
      const answer = await author.ask('x'.repeat(LARGEST_GRAPHQL_BODY_BYTES));
      expect(answer.status).toBe(413);
      return answer.codes[0];
    },
  },
  {
    name: 'malformed GraphQL',
    code: 'GRAPHQL_PARSE_FAILED',
    attempt: ({ author }) => onlyCode(author.graphql, 200, 'mutation { ask(input: { text: "?" '),
  },
  {
    name: 'GraphQL that the contract does not know',
    code: 'GRAPHQL_VALIDATION_FAILED',
    attempt: ({ author }) => onlyCode(author.graphql, 200, 'mutation { eraseEverything }'),
  },
  {
    name: 'an operation that is not in the document',
    code: 'OPERATION_RESOLUTION_FAILURE',
    attempt: ({ author }) =>
      onlyCode(author.graphql, 400, 'query One { __typename } query Two { __typename }'),
  },
  {
    name: 'what is between the processes only',
    code: 'GRAPHQL_VALIDATION_FAILED',
    attempt: ({ author }) => onlyCode(author.graphql, 200, 'mutation { recordEntries(entries: []) }'),
  },
  {
    name: 'a body that is no JSON',
    code: 'BAD_REQUEST',
    async attempt({ constellation, author }) {
      const response = await fetch(constellation.graphqlUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await constellation.token(author.caller)}`,
        },
        body: '{"query": ',
      });
      expect(response.status).toBe(400);
      const Refused = z.object({
        errors: z.tuple([z.object({ extensions: z.object({ code: z.string() }) })]),
      });
      return Refused.parse(await response.json()).errors[0].extensions.code;
    },
  },
  {
    name: 'a ticket that is over',
    code: 'FORBIDDEN',
    async attempt({ author, oldTicket: { ticket, file } }) {
      await sleep(Math.max(0, Date.parse(ticket.expiresAt) + 1_000 - Date.now()));
      return (await author.put(ticket, file.bytes)).code;
    },
  },
];

/** Every kind of input that cannot be meant. */
export const badInputs: readonly BadInput[] = [...badFiles, ...badUploads, ...badIds, ...badRequests];

/** Why a file could not be read; the manual that says so is then removed. */
async function failureOf(author: User, file: TestFile): Promise<unknown> {
  const id = await author.add(file);
  const { status, ingestion } = await author.ingested(id);
  expect([status, ingestion.status]).toEqual(['FAILED', 'FAILED']);
  expect(ingestion.failure?.message).toMatch(/upload/i);
  expect(await author.passages(id)).toEqual([]);
  (await author.removeManual(id)).expectMatch({ removeManual: { id } });
  return ingestion.failure?.code;
}

/** Why a file that arrived whole does not become a manual. */
async function refusalOf(author: User, file: TestFile): Promise<unknown> {
  const ticket = await author.ticket(file);
  expect(await author.put(ticket, file.bytes)).toEqual({ status: 204, code: undefined });
  return (await author.addManual(ticket.uploadId)).at('addManual', 'code');
}

/** The only code of an operation's answer, which must have no data. */
async function onlyCode(graphql: GraphqlTester, status: number, operation = ANNOUNCE): Promise<unknown> {
  const answer = await graphql.send(operation);
  expect([answer.status, answer.data ?? null, answer.codes.length], answer.toString()).toEqual([
    status,
    null,
    1,
  ]);
  return answer.codes[0];
}

/** Sends the first half of the bytes and hangs up. */
async function sendHalf({ origin }: Constellation, ticket: Ticket, bytes: Uint8Array): Promise<void> {
  const { hostname, port, host } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  const head = [`PUT ${ticket.url} HTTP/1.1`, `host: ${host}`, `content-length: ${bytes.length}`];
  const type = 'content-type: application/octet-stream';
  socket.write(`${[...head, type].join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.write(bytes.subarray(0, bytes.length / 2), resolve));
  // Long enough for the half to be taken, so that there is something to leave behind.
  await sleep(200);
  socket.destroy();
}
