import { expect } from 'vitest';
import { dry40, encryptedPdf, pdfOfPictures, pdfWithoutPages, type TestFile, textFile } from '../files.ts';
import type { User } from '../user.ts';
import { type BadInput, notes } from './bad-input-case.ts';

/** Files that cannot be manuals. */
export const badFiles: readonly BadInput[] = [
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
