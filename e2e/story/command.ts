import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, temporaryFolder } from '@manuel/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dry40, pdfOfPictures, type TestFile, textFile } from '../files.ts';
import { FILTER_PAGE, PER_DAY, QUESTION, type Stage } from './stage.ts';

/** The command line does the main job. */
export function tellOfCommand({ constellation }: Stage): void {
  describe('the manuel command', () => {
    test('it adds, asks and lists', async () => {
      const path = write(await dry40());
      const added = await constellation.manuel('add', path, '--product', 'dry-40');
      expect(added).toMatchObject({
        exit: 0,
        stderr: '',
        document: { files: [{ file: path, manual: { status: 'READY', pageCount: 4, deduplicated: false } }] },
      });
      const asked = await constellation.manuel('ask', QUESTION, '--product', 'dry-40');
      expect(asked).toMatchObject({
        exit: 0,
        document: {
          question: {
            answer: {
              found: true,
              citations: [{ page: FILTER_PAGE, passage: { manual: { fileName: 'dry-40.pdf' } } }],
            },
          },
          warnings: [],
        },
      });
      expect(await constellation.manuel('manuals')).toMatchObject({
        exit: 0,
        document: { totalCount: 1, manuals: [{ fileName: 'dry-40.pdf', status: 'READY' }] },
      });
      expect(await constellation.manuel('usage')).toMatchObject({
        exit: 0,
        document: { user: 'ada', today: { used: 1, limit: PER_DAY } },
      });
      await eventually(async () =>
        expect(await constellation.manuel('audit', '--action', 'question.ask')).toMatchObject({
          exit: 0,
          document: { entries: [{ actor: { id: 'ada' }, outcome: 'DONE' }] },
        }),
      );
    });

    test('its exit codes say what was wrong', async () => {
      const [unreadable, forbidden, unknown, wrong] = await Promise.all([
        constellation.manuel('add', write(pdfOfPictures('scan.pdf'))),
        constellation.manuel('add', write(textFile('a.txt', 'a')), '--as', 'rita'),
        constellation.manuel('manuals', 'remove', '00000000-0000-7000-8000-000000000000'),
        constellation.manuel('ask', ''),
      ]);
      expect(unreadable).toMatchObject({ exit: 7, document: { error: { code: 'PDF_WITHOUT_TEXT' } } });
      expect(forbidden).toMatchObject({ exit: 3, document: { error: { code: 'FORBIDDEN' } } });
      expect(unknown).toMatchObject({ exit: 4, document: { error: { code: 'NOT_FOUND' } } });
      expect(wrong).toMatchObject({ exit: 2, document: { error: { code: 'INVALID_INPUT' } } });
    });

    test('its doctor finds gateway, subgraphs, secrets and clock well', async () => {
      const { document } = await constellation.manuel('doctor');
      const names = [
        ...['data folder', 'secrets', 'gateway', 'clock'],
        ...['manuals', 'queries', 'usage', 'audit'].map((name) => `gateway: ${name}`),
      ];
      expect(document).toMatchObject({
        checks: expect.arrayContaining(names.map((name) => expect.objectContaining({ name, verdict: 'ok' }))),
      });
    });
  });
}

function write({ name, bytes }: TestFile): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}
