import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@manuel/identity';
import { eventually, temporaryFolder } from '@manuel/testkit';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { badInputs, type Surroundings } from './bad-input.ts';
import { Constellation, type Mode, PATIENT, type Settings } from './constellation.ts';
import { DRY_40_PAGES, docx, dry40, pdfOfPictures, type TestFile, textFile } from './files.ts';
import { User } from './user.ts';

const LIMIT_BYTES = 3_000_000;
const PER_DAY = 10;
const SETTINGS: Settings = {
  QUOTA_PER_DAY: PER_DAY,
  UPLOAD_LIMIT_BYTES: LIMIT_BYTES,
  UPLOAD_TICKET_SECONDS: 15,
};
const QUESTION = 'How often must the air filter be washed?';
const FILTER_PAGE = 3;

const FOUR_SUBGRAPHS = `query ($id: ID!) {
  question(id: $id) {
    text
    askedBy { id usage { today { used limit remaining } } }
    cost { questions computeMilliseconds amountUsd }
    answer {
      citations { page passage { page manual { id title auditTrail { action outcome actor { id } } } } }
    }
  }
}`;

/**
 * What Manuel does for the people who use it, told through its front door alone. The same story is told of every way
 * to run it.
 * @param settings known when the tests run
 */
export function tellStory(mode: Mode, settings: () => Settings = () => ({})): void {
  vi.setConfig(PATIENT);
  const constellation = Constellation.forFile(mode, { settings: () => ({ ...SETTINGS, ...settings() }) });
  const user = (id: string, role: Role, workspace = 'works') =>
    new User(constellation, { id, workspace, roles: [role] });
  const [admin, author, reader, auditor] = [
    user('ada', 'admin'),
    user('otto', 'author'),
    user('rita', 'reader'),
    user('ines', 'auditor'),
  ];
  const around: { manualId: string; questionId: string } = { manualId: '', questionId: '' };
  const oldFile = textFile('late.txt', 'Too late.');
  let oldTicket: Surroundings['oldTicket'];
  // Asked for first, so that it is nearly over when its turn comes.
  beforeAll(async () => {
    oldTicket = { ticket: await user('late', 'author', 'bad-late').ticket(oldFile), file: oldFile };
  });

  describe('upload, ask, cited answer', () => {
    test('a PDF that was uploaded is read and ready, with its number of pages', async () => {
      const file = await dry40();
      around.manualId = await author.add(file, { title: 'Nimbus Dry 40', product: 'dry-40' });
      expect(await author.ingested(around.manualId)).toEqual({
        status: 'READY',
        pageCount: DRY_40_PAGES.length,
        ingestion: { status: 'DONE', progress: 1, attempt: 1, failure: null },
      });
      const passages = await reader.passages(around.manualId);
      expect(passages.map(({ page }) => page)).toEqual([1, 2, 3, 4]);
    });

    test('a question is answered with the words of the right page', async () => {
      const answer = await reader.ask(QUESTION);
      answer.expectMatch({
        ask: {
          __typename: 'Question',
          text: QUESTION,
          answer: {
            found: true,
            engine: 'extractive-1',
            citations: [
              {
                page: FILTER_PAGE,
                passage: { page: FILTER_PAGE, manual: { id: around.manualId, title: 'Nimbus Dry 40' } },
              },
            ],
          },
        },
      });
      const quote = String(answer.at('ask', 'answer', 'citations', 0, 'quote'));
      expect(flat(quote)).toContain('every two weeks in lukewarm water');
      expect(flat(DRY_40_PAGES[FILTER_PAGE - 1] ?? '')).toContain(flat(quote));
      expect(answer.at('ask', 'answer', 'text')).toMatch(/\[1\]$/);
      around.questionId = String(answer.at('ask', 'id'));
    });

    test('one query goes through all four subgraphs, and the cost is settled', async () => {
      const trail = ['manual.ingest', 'manual.add'].map((action) => ({
        ...{ action, outcome: 'DONE', actor: { id: 'otto' } },
      }));
      await eventually(async () =>
        (await admin.graphql.send(FOUR_SUBGRAPHS, { id: around.questionId })).expectData({
          question: {
            text: QUESTION,
            askedBy: {
              id: 'rita',
              usage: { today: { used: 1, limit: PER_DAY, remaining: PER_DAY - 1 } },
            },
            cost: { questions: 1, computeMilliseconds: expect.any(Number), amountUsd: 0 },
            answer: {
              citations: [
                {
                  page: FILTER_PAGE,
                  passage: {
                    page: FILTER_PAGE,
                    manual: { id: around.manualId, title: 'Nimbus Dry 40', auditTrail: trail },
                  },
                },
              ],
            },
          },
        }),
      );
    });

    test('what no manual says is not answered', async () => {
      (await reader.ask('What is the wireless password of the meeting room?')).expectMatch({
        ask: { __typename: 'Question', answer: { found: false, confidence: 0, citations: [] } },
      });
    });

    test('the same bytes again give the first manual, under whatever name', async () => {
      const again = { ...(await dry40()), name: 'copy of dry-40.pdf' };
      const ticket = await admin.ticket(again);
      await admin.put(ticket, again.bytes);
      (await admin.addManual(ticket.uploadId, { title: 'Another title' })).expectData({
        addManual: {
          __typename: 'ManualAdded',
          deduplicated: true,
          manual: { id: around.manualId, status: 'READY' },
        },
      });
      (await reader.graphql.send('{ manuals { totalCount } }')).expectData({ manuals: { totalCount: 1 } });
      expect(filesOf('works')).toHaveLength(1);
    });
  });

  const formats: [string, TestFile][] = [
    ['Markdown', textFile('kiln.md', '# Kiln\n\nFire the *kiln* slowly: sixty degrees in one hour.\n')],
    [
      'HTML',
      textFile('kiln.html', '<h1>Kiln</h1><p>Fire the <b>kiln</b> slowly: sixty degrees in one hour.</p>'),
    ],
    ['plain text', textFile('kiln.txt', 'Kiln\n\nFire the kiln slowly: sixty degrees in one hour.\n')],
    ['DOCX', docx('kiln.docx', ['Kiln', 'Fire the kiln slowly: sixty degrees in one hour.'])],
    [
      'a long text',
      textFile(
        'long.txt',
        `${'Fire the kiln slowly: sixty degrees in one hour.\n\n'}${'Wait for the cone to bend. '.repeat(50_000)}`,
      ),
    ],
  ];
  test.each(formats)('%s is read and answers, without pages', async (name, file) => {
    const potter = user('potter', 'author', `format-${name.replaceAll(' ', '-')}`);
    const id = await potter.addAndWait(file);
    const answer = await potter.ask('How slowly must I fire the kiln?');
    answer.expectMatch({
      ask: {
        answer: { found: true, citations: [{ page: null, passage: { page: null, manual: { id } } }] },
      },
    });
    expect(answer.at('ask', 'answer', 'text')).toMatch(/sixty degrees in one hour/);
  });

  describe('roles and workspaces', () => {
    test('another workspace sees nothing of it', async () => {
      const stranger = user('ada', 'admin', 'elsewhere');
      const seen = await stranger.graphql.send(
        `query ($manual: ID!, $question: ID!) {
          manual(id: $manual) { id }
          manuals { totalCount edges { node { id } } }
          question(id: $question) { id }
          searchPassages(text: "filter") { score }
          auditEntries(filter: { target: "manual:${around.manualId}" }) { edges { node { id } } }
        }`,
        { manual: around.manualId, question: around.questionId },
      );
      seen.expectData({
        manual: null,
        manuals: { totalCount: 0, edges: [] },
        question: null,
        searchPassages: [],
        auditEntries: { edges: [] },
      });
      (await stranger.ask(QUESTION, { manualIds: [around.manualId] })).expectMatch({
        ask: { answer: { found: false } },
      });
      (await stranger.removeManual(around.manualId)).expectMatch({ removeManual: { code: 'NOT_FOUND' } });
    });

    test('a reader cannot add or remove, and the attempt is on record', async () => {
      const file = textFile('mine.txt', 'Mine.');
      (await reader.requestUpload(file)).expectError('FORBIDDEN');
      (await reader.removeManual(around.manualId)).expectError('FORBIDDEN');
      await eventually(async () => {
        const refused = await auditor.auditEntries({ actorId: 'rita', outcome: 'REFUSED' });
        expect(refused).toEqual([
          { action: 'manuals.removeManual', outcome: 'REFUSED', code: 'FORBIDDEN', target: null },
          { action: 'manuals.requestUpload', outcome: 'REFUSED', code: 'FORBIDDEN', target: null },
        ]);
      });
    });

    test('an auditor reads the audit and the questions of others; an author does not', async () => {
      const query = `query ($id: ID!) { question(id: $id) { text askedBy { usage { today { used } } } } }`;
      (await auditor.graphql.send(query, { id: around.questionId })).expectMatch({
        question: { text: QUESTION },
      });
      (await author.graphql.send(query, { id: around.questionId })).expectData({ question: null });
      (await author.graphql.send('{ auditEntries { edges { node { id } } } }')).expectError('FORBIDDEN');
      (await auditor.requestUpload(textFile('a.txt', 'a'))).expectError('FORBIDDEN');
    });
  });

  describe('quota', () => {
    test('of 300 questions at once with five left, exactly five are answered and charged', async () => {
      const quinn = user('quinn', 'reader');
      for (let number = 1; number <= PER_DAY - 5; number++) await quinn.ask(QUESTION);
      expect(await quinn.usageToday()).toEqual({ used: PER_DAY - 5, limit: PER_DAY, remaining: 5 });
      const answers = await Promise.all(Array.from({ length: 300 }, () => quinn.ask(QUESTION)));
      const kinds = Map.groupBy(answers, (answer) => String(answer.at('ask', '__typename')));
      expect([...kinds].map(([kind, { length }]) => [kind, length]).sort()).toEqual([
        ['Question', 5],
        ['QuotaExceeded', 295],
      ]);
      kinds.get('QuotaExceeded')?.[0]?.expectMatch({ ask: { code: 'QUOTA_EXCEEDED', limit: PER_DAY } });
      expect(await quinn.usageToday()).toEqual({ used: PER_DAY, limit: PER_DAY, remaining: 0 });
      await eventually(async () => {
        const charged = (await quinn.questions()).map((question) => question.charged);
        expect(charged).toEqual(Array.from({ length: PER_DAY }, () => 1));
      });
      await eventually(async () => {
        const entries = await auditor.auditEntries({ actorId: 'quinn', action: 'question.ask' });
        const counts = Map.groupBy(entries, ({ outcome, code }) => `${outcome} ${code}`);
        expect([...counts].map(([kind, { length }]) => [kind, length]).sort()).toEqual([
          ['DONE null', PER_DAY],
          ['REFUSED QUOTA_EXCEEDED', 295],
        ]);
      });
    });

    test('one idempotency key is one question, however often it is sent at once', async () => {
      const ivan = user('ivan', 'reader');
      const key = { idempotencyKey: 'the same' };
      const answers = await Promise.all(Array.from({ length: 40 }, () => ivan.ask(QUESTION, key)));
      const ids = new Set(answers.map((answer) => answer.at('ask', 'id')));
      expect(ids.size).toBe(1);
      expect(await ivan.usageToday()).toMatchObject({ used: 1 });
      (await ivan.ask('Something else?', key)).expectMatch({ ask: { code: 'INVALID_INPUT' } });
      await eventually(async () => expect(await ivan.questions()).toEqual([{ text: QUESTION, charged: 1 }]));
      expect(await ivan.usageToday()).toMatchObject({ used: 1 });
    });
  });

  describe('the manuel command', () => {
    function write({ name, bytes }: TestFile): string {
      const folder = temporaryFolder();
      onTestFinished(folder.remove);
      const path = join(folder.path, name);
      writeFileSync(path, bytes);
      return path;
    }

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

  describe('bad input: a clear code, and nothing is left', () => {
    test.each(badInputs.map((badInput, index) => ({ ...badInput, index })))(
      '$name is answered with $code',
      async ({ attempt, code, index }) => {
        const anna = user('anna', 'author', `bad-${index}`);
        const stranger = user('sven', 'author', `bad-${index}-other`);
        const before = { constellation, author: anna, stranger, oldTicket, limitBytes: LIMIT_BYTES };
        expect(await attempt(before)).toBe(code);
        (await anna.graphql.send('{ manuals { totalCount } }')).expectData({ manuals: { totalCount: 0 } });
        expect(await anna.usageToday()).toMatchObject({ used: 0 });
        expect(await anna.questions()).toEqual([]);
        await eventually(() =>
          expect([...filesOf(anna.caller.workspace), ...filesOf('incoming')]).toEqual([]),
        );
      },
    );

    test('what the gateway refused is on record too', async () => {
      await eventually(async () => {
        const entries = await user('ines', 'auditor', workspaceOf('malformed GraphQL')).auditEntries({});
        expect(entries).toEqual([
          { action: 'request.refuse', outcome: 'REFUSED', code: 'GRAPHQL_PARSE_FAILED', target: null },
        ]);
      });
    });
  });

  test('a removed manual is found no more, and the answers from it stay readable', async () => {
    (await author.removeManual(around.manualId)).expectMatch({ removeManual: { id: around.manualId } });
    (
      await reader.graphql.send(
        'query ($id: ID!) { searchPassages(text: "filter") { score } manual(id: $id) { id } }',
        {
          id: around.manualId,
        },
      )
    ).expectData({ searchPassages: [], manual: null });
    (await reader.ask(QUESTION)).expectMatch({ ask: { answer: { found: false, citations: [] } } });
    const past = await reader.graphql.send(
      'query ($id: ID!) { question(id: $id) { answer { text found citations { page quote passage { text } } } } }',
      { id: around.questionId },
    );
    past.expectMatch({
      question: { answer: { found: true, citations: [{ page: FILTER_PAGE, passage: null }] } },
    });
    expect(filesOf('works')).toEqual([]);
  });

  /** The names of the files that are kept for a workspace. */
  function filesOf(workspace: string): string[] {
    try {
      return readdirSync(join(constellation.dataFolder, 'files', workspace));
    } catch {
      return [];
    }
  }
}

function workspaceOf(badInput: string): string {
  return `bad-${badInputs.findIndex(({ name }) => name === badInput)}`;
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
