import { createHash } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const bytes = Buffer.alloc(300_000, 'A manual. ');
const manual = { id: 'm1', title: 'Drill' };

let gateway: StandInGateway;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let file: string;

beforeEach(async () => {
  gateway = await StandInGateway.start();
  folder = await mkdtempDisposable(join(tmpdir(), 'manuel-add-'));
  file = join(folder.path, 'drill.pdf');
  await writeFile(file, bytes);
  gateway.data('RequestUpload', { requestUpload: ticket('/uploads/u1?sig=x') });
  gateway.answer('/uploads/u1?sig=x', { status: 204, body: '' });
  gateway.data('AddManual', { addManual: { __typename: 'ManualAdded', deduplicated: false, manual } });
  gateway.data('Ingestion', reading('INGESTING', 0.5), reading('READY', 1));
});

afterEach(async () => {
  await gateway.stop();
  await folder.remove();
});

function ticket(url: string): unknown {
  const headers = [{ name: 'x-ticket', value: 'signed' }];
  return { __typename: 'UploadTicket', uploadId: 'u1', url, method: 'PUT', headers };
}

function reading(status: string, progress: number, failure: unknown = null): unknown {
  return {
    manual: {
      status,
      pageCount: status === 'READY' ? 3 : null,
      pagesWithoutText: [],
      ingestion: { status: failure === null ? 'RUNNING' : 'FAILED', step: 'READING', progress, failure },
    },
  };
}

describe('manuel add', () => {
  test('asks for a ticket, sends the bytes as it says, and waits until the manual can be asked', async () => {
    const args = ['add', file, '--title', 'Drill', '--product', 'D1', '--language', 'de'];
    const { exit, stdout } = await run(gateway, args);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: `${file}: ready as "Drill", 3 pages, id m1\n` });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(gateway.variablesOf('RequestUpload')).toEqual([
      { input: { fileName: 'drill.pdf', byteSize: bytes.length, sha256 } },
    ]);
    expect(gateway.variablesOf('AddManual')).toEqual([
      { input: { uploadId: 'u1', title: 'Drill', product: 'D1', language: 'de' } },
    ]);
    expect(gateway.variablesOf('Ingestion')).toEqual([{ id: 'm1' }, { id: 'm1' }]);
  });

  test('sends the file whole, with its length and the headers of the ticket, and without the token', async () => {
    await run(gateway, ['add', file]);
    const put = gateway.seen.find(({ method }) => method === 'PUT');
    expect(put?.body.equals(bytes)).toBe(true);
    expect(put?.headers).toMatchObject({ 'content-length': String(bytes.length), 'x-ticket': 'signed' });
    expect(put?.headers).not.toHaveProperty('authorization');
    expect(put?.headers).not.toHaveProperty('transfer-encoding');
  });

  test('sends to another host when the ticket names one', async () => {
    await using elsewhere = Object.assign(await StandInGateway.start(), {
      [Symbol.asyncDispose]: () => elsewhere.stop(),
    });
    elsewhere.answer('/bucket', { body: '' });
    gateway.data('RequestUpload', { requestUpload: ticket(`${elsewhere.origin}/bucket`) });
    expect((await run(gateway, ['add', file])).exit).toBe(0);
    expect(elsewhere.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['PUT /bucket']);
  });

  test('says that the same bytes are already there', async () => {
    gateway.data('AddManual', { addManual: { __typename: 'ManualAdded', deduplicated: true, manual } });
    const { exit, stdout } = await run(gateway, ['add', file]);
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: `${file}: already there as "Drill", 3 pages, id m1\n`,
    });
  });

  test('says why a manual could not be read, and exits with 7', async () => {
    const failure = { code: 'PDF_ENCRYPTED', message: 'The PDF wants a password.' };
    gateway.data('Ingestion', reading('FAILED', 0, failure));
    const { exit, stderr } = await run(gateway, ['add', file]);
    expect(exit).toBe(7);
    expect(stderr).toBe(`drill.pdf: uploading\nmanuel: ${file}: The PDF wants a password.\n`);
  });

  test.each([
    [{ status: 413, body: { code: 'TOO_LARGE', detail: 'At most 1 MiB.' } }, 2, 'At most 1 MiB.'],
    [{ status: 403, body: { code: 'TICKET_EXPIRED', message: 'Too late.' } }, 3, 'Too late.'],
    [{ status: 500, body: 'oops' }, 1, 'The upload was answered with 500. oops'],
  ])('says why the upload was refused: %j', async (answer, expected, sentence) => {
    gateway.answer('/uploads/u1?sig=x', answer);
    const { exit, stderr } = await run(gateway, ['add', file]);
    expect({ exit, said: stderr.includes(sentence) }).toEqual({ exit: expected, said: true });
    expect(gateway.variablesOf('AddManual')).toEqual([]);
  });

  test('says that the connection broke when the upload is cut off', async () => {
    gateway.cut('/uploads/u1?sig=x');
    const { exit, stderr } = await run(gateway, ['add', file]);
    expect(exit).toBe(6);
    expect(stderr).toContain(`The connection to ${gateway.origin} broke`);
  });

  test('refuses an empty file and one that is not there before anything is sent', async () => {
    const empty = join(folder.path, 'empty.pdf');
    await writeFile(empty, '');
    for (const [path, sentence] of [
      [empty, `${empty}: It is empty.`],
      [join(folder.path, 'missing.pdf'), 'missing.pdf: No such file.'],
      [folder.path, 'It is not a file.'],
    ] as const) {
      const { exit, stderr } = await run(gateway, ['add', path]);
      expect({ exit, said: stderr.includes(sentence) }, stderr).toEqual({ exit: 2, said: true });
    }
    expect(gateway.seen).toEqual([]);
  });

  test('goes on after a file that fails, and exits with the highest code', async () => {
    const missing = join(folder.path, 'missing.pdf');
    const args = ['add', missing, file, '--json'];
    const { exit, stdout, stderr } = await run(gateway, args);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      files: [
        { file: missing, error: { code: 'INVALID_INPUT', message: 'No such file.' } },
        {
          file,
          manual: { ...manual, status: 'READY', pageCount: 3, pagesWithoutText: [], deduplicated: false },
        },
      ],
      error: { code: 'INVALID_INPUT', message: '1 of 2 files could not be added.' },
    });
  });

  test('refuses one title for several files', async () => {
    const { exit, stderr } = await run(gateway, ['add', file, file, '--title', 'Both']);
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: 'manuel: --title names one manual: add the files one by one.\n',
    });
  });

  test('draws one line over and over on a terminal, never as wide as it', async () => {
    const { stdout, stderr } = await run(gateway, ['add', file], { columns: 60 });
    const drawings = stderr.split('\r');
    expect(Math.max(...drawings.map((drawing) => drawing.length))).toBeLessThan(60);
    expect(stderr).not.toContain('\n');
    expect(drawings.some((drawing) => /uploading +\[-+\] +0 %$/.test(drawing))).toBe(true);
    expect(drawings.some((drawing) => /reading +\[#+-+\] +65 %$/.test(drawing))).toBe(true);
    expect(drawings.at(-2)?.trim()).toBe('');
    expect(stdout).toContain('ready as "Drill"');
  });
});
