import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@manuel/identity';
import { eventually } from '@manuel/testkit';
import { describe, expect, test, vi } from 'vitest';
import { Constellation, type Mode, PATIENT, type Settings } from '../constellation.ts';
import { DRY_40_PAGES, docx, dry40, type TestFile, textFile } from '../files.ts';
import { User } from '../user.ts';
import { tellOfBadInput } from './bad-input.ts';
import { tellOfCommand } from './command.ts';
import { tellOfLeaving } from './leaving.ts';
import { tellOfMetrics } from './metrics.ts';
import { tellOfQuota } from './quota.ts';
import { FILTER_PAGE, PER_DAY, QUESTION, SETTINGS } from './stage.ts';

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

  /** The names of the files that are kept for a workspace. */
  function filesOf(workspace: string): string[] {
    try {
      return readdirSync(join(constellation.dataFolder, 'files', workspace));
    } catch {
      return [];
    }
  }

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
            engine: 'extractive-2',
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
      const asked = await reader.ask('What is the wireless password of the meeting room?');
      asked.expectMatch({ ask: { __typename: 'Question', answer: { found: false, citations: [] } } });
      expect(asked.at('ask', 'answer', 'confidence')).toBeLessThan(0.5);
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

  test('a new file takes the place of a manual, and answers from the old one keep page and quote', async () => {
    const potter = user('potter', 'author', 'revised');
    const question = 'How slowly must I fire the kiln?';
    const id = await potter.addAndWait(
      textFile('kiln-1.md', '# Kiln\n\nFire the kiln slowly: sixty degrees.\n'),
    );
    const asked = await potter.ask(question, { manualIds: [id] });
    asked.expectMatch({ ask: { answer: { found: true } } });
    (
      await potter.replaceManual(
        id,
        textFile('kiln-2.md', '# Kiln\n\nFire the kiln slowly: ninety degrees.\n'),
      )
    ).expectMatch({ replaceManual: { deduplicated: false, manual: { id, status: 'READY' } } });
    await eventually(async () => expect((await potter.ingestion(id)).ingestion.status).toBe('DONE'));
    (await potter.ask(question, { manualIds: [id] })).expectMatch({
      ask: { answer: { text: expect.stringContaining('ninety degrees') } },
    });
    const past = await potter.graphql.send(
      'query ($id: ID!) { question(id: $id) { answer { citations { quote passage { text } } } } }',
      { id: String(asked.at('ask', 'id')) },
    );
    past.expectMatch({
      question: {
        answer: { citations: [{ quote: expect.stringContaining('sixty degrees'), passage: null }] },
      },
    });
    expect(filesOf('revised')).toHaveLength(1);
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
        const refusal = { action: 'request.refuse', outcome: 'REFUSED', code: 'FORBIDDEN' };
        expect(refused).toEqual([
          { ...refusal, target: 'field:Mutation.removeManual' },
          { ...refusal, target: 'field:Mutation.requestUpload' },
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

  const databaseUrl = () => String(settings().DATABASE_URL ?? constellation.postgresUrl);
  const stage = { constellation, databaseUrl, user, filesOf };
  tellOfQuota(stage);
  tellOfLeaving(stage);
  tellOfCommand(stage);
  tellOfBadInput(stage);
  tellOfMetrics(stage);

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
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
