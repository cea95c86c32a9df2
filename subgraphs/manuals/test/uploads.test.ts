import { once } from 'node:events';
import { connect } from 'node:net';
import { Outbox } from '@manuel/database';
import { eventually, RecordingLog, testDatabase } from '@manuel/testkit';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { UploadRepository } from '../src/repositories/upload-repository.ts';
import {
  LARGEST_FILE_BYTES,
  ManualsTester,
  NOTHING,
  newAuthor,
  newMarkdown,
  sha256Of,
} from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const log = new RecordingLog();
const manuals = await ManualsTester.start(await testDatabase('manuals', migrate), { log: log.log });
afterAll(() => manuals.stop());
afterEach(() => {
  vi.useRealTimers();
  // What clients do wrong is nothing that somebody must act upon.
  expect(log.atLeast(50)).toEqual([]);
});

const ONE_UPLOAD = { ...NOTHING, uploads: 1 };

async function problemOf(response: Response): Promise<[status: number, code: unknown]> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  // RFC 9457, with a code of ours.
  const problem = (await response.json()) as { code?: unknown };
  expect(problem).toMatchObject({ status: response.status, detail: expect.stringMatching(/./) });
  return [response.status, problem.code];
}

describe('requesting an upload', () => {
  test('gives a ticket that names method, headers and end', async () => {
    const author = newAuthor();
    const answer = await manuals.announce(author, 'drill.md', newMarkdown());
    answer.expectData({
      requestUpload: {
        __typename: 'UploadTicket',
        uploadId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        url: expect.stringMatching(/^\/files\/[0-9a-f-]{36}\?expires=\d+&signature=[\w-]+$/),
        method: 'PUT',
        headers: [{ name: 'content-type', value: 'application/octet-stream' }],
        expiresAt: expect.stringMatching(/Z$/),
      },
    });
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
    await manuals.expectEntries(author.workspace, ['upload.request DONE']);
  });

  test.each([
    ['an empty file', { byteSize: 0 }, 'INVALID_INPUT', 'input.byteSize'],
    ['a negative size', { byteSize: -1 }, 'INVALID_INPUT', 'input.byteSize'],
    ['one byte more than is taken', { byteSize: LARGEST_FILE_BYTES + 1 }, 'TOO_LARGE', 'input.byteSize'],
    ['a digest that is too short', { sha256: 'ab' }, 'INVALID_INPUT', 'input.sha256'],
    ['a digest of other signs', { sha256: 'g'.repeat(64) }, 'INVALID_INPUT', 'input.sha256'],
    ['no file name', { fileName: '' }, 'INVALID_INPUT', 'input.fileName'],
    ['a path', { fileName: '../drill.md' }, 'INVALID_INPUT', 'input.fileName'],
    ['a path of Windows', { fileName: 'c:\\drill.md' }, 'INVALID_INPUT', 'input.fileName'],
    ['a control character', { fileName: 'drill\u0000.md' }, 'INVALID_INPUT', 'input.fileName'],
    ['a name of 256 characters', { fileName: `${'a'.repeat(253)}.md` }, 'INVALID_INPUT', 'input.fileName'],
    ['an ending that cannot be read', { fileName: 'drill.exe' }, 'INVALID_INPUT', 'input.fileName'],
    ['no ending', { fileName: 'drill' }, 'INVALID_INPUT', 'input.fileName'],
  ])('with %s is refused', async (_what, changes, code, path) => {
    const author = newAuthor();
    const answer = await manuals.announce(author, 'drill.md', newMarkdown(), changes);
    answer.expectMatch({ requestUpload: { __typename: 'InvalidInput', code, path } });
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
    await manuals.expectEntries(author.workspace, [`upload.request REFUSED ${code}`]);
  });

  test('takes a digest in capitals', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, 'DRILL.MD', bytes, {
      sha256: sha256Of(bytes).toUpperCase(),
    });
    expect((await manuals.put(url, bytes)).status).toBe(204);
    expect(await manuals.files(author.workspace)).toEqual([sha256Of(bytes)]);
  });
});

describe('sending the bytes', () => {
  test('that were announced is answered with 204, also the second time', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, 'drill.md', bytes);
    expect((await manuals.put(url, bytes)).status).toBe(204);
    expect((await manuals.put(url, bytes)).status).toBe(204);
    expect(await manuals.left(author.workspace)).toEqual({ ...ONE_UPLOAD, files: 1 });
    expect(await manuals.files(author.workspace)).toEqual([sha256Of(bytes)]);
  });

  test('without a content type is taken too', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, 'drill.md', bytes);
    expect((await fetch(url, { method: 'PUT', body: Buffer.from(bytes) })).status).toBe(204);
    expect((await manuals.left(author.workspace)).files).toBe(1);
  });

  test('of the largest file that is taken is answered with 204', async () => {
    const author = newAuthor();
    const bytes = new Uint8Array(LARGEST_FILE_BYTES).fill(32);
    const { url } = await manuals.ticket(author, 'drill.txt', bytes);
    expect((await manuals.put(url, bytes)).status).toBe(204);
    expect((await manuals.left(author.workspace)).files).toBe(1);
  });

  test.each([
    ['other ones', 'x', '', 400, 'INVALID_INPUT'],
    ['more of them', '', 'x', 413, 'TOO_LARGE'],
  ])('that were not announced, %s, is refused', async (_what, start, end, status, code) => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, 'drill.md', bytes);
    const sent = Buffer.concat([Buffer.from(start), bytes.subarray(start.length), Buffer.from(end)]);
    expect(await problemOf(await manuals.put(url, sent))).toEqual([status, code]);
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
    await manuals.expectEntries(author.workspace, ['upload.request DONE', `upload.receive REFUSED ${code}`]);
  });

  test('far more than announced ends before all of them have arrived', async () => {
    const author = newAuthor();
    const { url } = await manuals.ticket(author, 'drill.md', newMarkdown());
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `PUT ${pathOf(url)} HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n${'x'.repeat(4096)}`,
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
  });

  test('too few of them is refused, and the whole file can be sent then', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, 'drill.md', bytes);
    expect(await problemOf(await manuals.put(url, bytes.subarray(1)))).toEqual([400, 'INVALID_INPUT']);
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
    expect((await manuals.put(url, bytes)).status).toBe(204);
  });

  test.each([
    ['of a known type', { 'content-type': 'application/octet-stream' }],
    ['of no type', {}],
  ])('none at all, %s, is refused', async (_what, headers) => {
    const author = newAuthor();
    const { url } = await manuals.ticket(author, 'drill.md', newMarkdown());
    expect(await problemOf(await fetch(url, { method: 'PUT', headers }))).toEqual([400, 'INVALID_INPUT']);
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
  });

  test('over a connection that breaks half way leaves nothing', async () => {
    const author = newAuthor();
    const bytes = new Uint8Array(200_000).fill(65);
    const { url } = await manuals.ticket(author, 'drill.txt', bytes);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`PUT ${pathOf(url)} HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes.subarray(0, 100_000));
    await eventually(async () => expect(await manuals.files('.incoming')).toHaveLength(1));
    socket.destroy();
    await eventually(async () => expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD));
    (await manuals.add(author, new URL(url).pathname.replace('/files/', ''))).expectMatch({
      addManual: { __typename: 'InvalidInput', path: 'input.uploadId' },
    });
  });

  test('five times at once keeps one file', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, 'drill.md', bytes);
    const answers = await Promise.all(Array.from({ length: 5 }, () => manuals.put(url, bytes)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect(await manuals.left(author.workspace)).toEqual({ ...ONE_UPLOAD, files: 1 });
  });
});

describe('a ticket', () => {
  test('that is over is refused', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, 'drill.md', bytes);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 901_000 });
    expect(await problemOf(await manuals.put(url, bytes))).toEqual([403, 'FORBIDDEN']);
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
  });

  test.each([
    ['a longer life', (url: URL) => url.searchParams.set('expires', '99999999999')],
    ['another signature', (url: URL) => url.searchParams.set('signature', 'A'.repeat(43))],
    ['half a signature', (url: URL) => url.searchParams.set('signature', 'AAAA')],
    ['no signature', (url: URL) => url.searchParams.delete('signature')],
    ['no end', (url: URL) => url.searchParams.delete('expires')],
    ['an end that is no number', (url: URL) => url.searchParams.set('expires', 'never')],
    ['two ends', (url: URL) => url.searchParams.append('expires', '99999999999')],
  ])('that was given %s is refused', async (_what, tamper) => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const url = new URL((await manuals.ticket(author, 'drill.md', bytes)).url);
    tamper(url);
    expect(await problemOf(await manuals.put(url.href, bytes))).toEqual([403, 'FORBIDDEN']);
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
  });

  test('of another upload is refused', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const [own, other] = [
      await manuals.ticket(author, 'one.md', bytes),
      await manuals.ticket(author, 'two.md', newMarkdown()),
    ];
    const url = own.url.replace(own.uploadId, other.uploadId);
    expect(await problemOf(await manuals.put(url, bytes))).toEqual([403, 'FORBIDDEN']);
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, uploads: 2 });
  });

  test('whose upload is not there any more is answered with 404', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { uploadId, url } = await manuals.ticket(author, 'drill.md', bytes);
    await manuals.rows('delete from manuals.uploads where id = ?', [uploadId]);
    expect(await problemOf(await manuals.put(url, bytes))).toEqual([404, 'NOT_FOUND']);
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
  });

  test.each([
    ['while its database is away is answered with 503', 'drill.md', (url: string) => url],
    [
      'that is wrong is not refused off the record while its database is away',
      'drill.md',
      (url: string) => url.replace(/expires=\d+/, 'expires=99999999999'),
    ],
  ])('%s', async (_what, name, change) => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { url } = await manuals.ticket(author, name, bytes);
    const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
    vi.spyOn(UploadRepository.prototype, 'byId').mockRejectedValue(away);
    vi.spyOn(Outbox.prototype, 'add').mockRejectedValue(away);
    const response = await manuals.put(change(url), bytes);
    const text = await response.clone().text();
    expect(await problemOf(response)).toEqual([503, 'UNAVAILABLE']);
    expect(text).not.toContain('10.0.0.7');
    vi.restoreAllMocks();
    expect(await manuals.left(author.workspace)).toEqual(ONE_UPLOAD);
  });

  test('whose upload runs out while its bytes arrive leaves no file', async () => {
    const author = newAuthor();
    const bytes = new Uint8Array(200_000).fill(66);
    const { uploadId, url } = await manuals.ticket(author, 'drill.txt', bytes);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`PUT ${pathOf(url)} HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes.subarray(0, 100_000));
    await eventually(async () => expect(await manuals.files('.incoming')).toHaveLength(1));
    await manuals.rows('delete from manuals.uploads where id = ?', [uploadId]);
    socket.write(bytes.subarray(100_000));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
  });
});

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
