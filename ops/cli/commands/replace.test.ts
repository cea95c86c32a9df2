import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const manual = { id: 'm1', title: 'Drill' };

let gateway: StandInGateway;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let file: string;

beforeEach(async () => {
  gateway = await StandInGateway.start();
  folder = await mkdtempDisposable(join(tmpdir(), 'manuel-replace-'));
  file = join(folder.path, 'drill-2.pdf');
  await writeFile(file, 'A manual.');
  const ticket = { __typename: 'UploadTicket', uploadId: 'u1', url: '/put', method: 'PUT', headers: [] };
  gateway.data('RequestUpload', { requestUpload: ticket });
  gateway.answer('/put', { status: 204, body: '' });
  gateway.data('ReplaceManual', {
    replaceManual: { __typename: 'ManualReplaced', deduplicated: false, manual },
  });
  gateway.data('ReingestManual', { reingestManual: { __typename: 'ManualReingested', manual } });
  gateway.data(
    'Ingestion',
    reading('QUEUED', null, 0),
    reading('RUNNING', 'READING', 0.2),
    reading('RUNNING', 'EMBEDDING', 0.6),
    reading('DONE', null, 1),
  );
});

afterEach(async () => {
  await gateway.stop();
  await folder.remove();
});

/** The manual can be asked all the time. */
function reading(status: string, step: string | null, progress: number, failure: unknown = null): unknown {
  const ingestion = { status, step, progress, failure };
  return { manual: { status: 'READY', pageCount: 3, pagesWithoutText: [2], ingestion } };
}

const failure = { code: 'PDF_ENCRYPTED', message: 'The new file drill-2.pdf was not taken.' };
const problem = (name: string, __typename: string, code: string) => ({
  [name]: { __typename, code, message: 'No such manual.', path: 'input.id' },
});

describe('manuel replace', () => {
  test('sends the file and waits until it has been read, step by step, though the manual is ready', async () => {
    const { exit, stdout, stderr } = await run(gateway, ['replace', 'm1', file, '--title', 'Drill 2']);
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: `${file}: ready as "Drill 2", 3 pages (without text: 2), id m1\n`,
    });
    expect(stderr.split('\n')).toEqual([
      ...['drill-2.pdf: uploading', 'drill-2.pdf: waiting'],
      ...['drill-2.pdf: reading', 'drill-2.pdf: embedding', ''],
    ]);
    expect(gateway.variablesOf('ReplaceManual')).toEqual([
      { input: { id: 'm1', uploadId: 'u1', title: 'Drill 2' } },
    ]);
  });

  test('prints one document for programs', async () => {
    const { exit, stdout } = await run(gateway, ['replace', 'm1', file, '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file,
      manual: { ...manual, status: 'READY', pageCount: 3, pagesWithoutText: [2], deduplicated: false },
    });
  });

  test('says why the new file was not taken, and exits with 7', async () => {
    gateway.data('Ingestion', reading('FAILED', null, 0, failure));
    const { exit, stderr } = await run(gateway, ['replace', 'm1', file]);
    expect({ exit, said: stderr.includes(failure.message) }).toEqual({ exit: 7, said: true });
  });

  test.each([
    ['InvalidInput', 'INVALID_INPUT', 2],
    ['NotFound', 'NOT_FOUND', 4],
  ])('says why it was refused: %s', async (type, code, expected) => {
    gateway.data('ReplaceManual', problem('replaceManual', type, code));
    const { exit, stderr } = await run(gateway, ['replace', 'm1', file]);
    expect({ exit, said: stderr.includes('No such manual.') }).toEqual({ exit: expected, said: true });
  });
});

describe('manuel reingest', () => {
  test('waits until the manual has been read again', async () => {
    const { exit, stdout, stderr } = await run(gateway, ['reingest', 'm1']);
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: 'Read again: "Drill", 3 pages (without text: 2), id m1.\n',
    });
    expect(stderr).toBe('Drill: waiting\nDrill: reading\nDrill: embedding\n');
    expect(gateway.variablesOf('ReingestManual')).toEqual([{ id: 'm1' }]);
  });

  test('says why it failed or was refused', async () => {
    gateway.data('Ingestion', reading('FAILED', null, 0, failure));
    expect((await run(gateway, ['reingest', 'm1'])).exit).toBe(7);
    gateway.data('ReingestManual', problem('reingestManual', 'NotFound', 'NOT_FOUND'));
    expect((await run(gateway, ['reingest', 'm1'])).exit).toBe(4);
  });
});
