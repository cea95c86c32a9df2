import { testDatabase } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { ManualsTester, newAuthor, newMarkdown, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());

const GERMAN = 'Drücken Sie die grüne Taste drei Sekunden lang, bis die Lampe leuchtet.';
const LANGUAGE = 'query ($id: ID!) { manual(id: $id) { language } }';

test.each([
  ['that its text tells', newMarkdown(GERMAN), {}, 'de'],
  ['that is said of it, whatever its text tells', newMarkdown(GERMAN), { language: 'de-AT' }, 'de-AT'],
  ['English, when nobody says it and too little text tells it', textBytes('# E-24\n\nF10\n'), {}, 'en'],
])('the language of a manual is the one %s', async (_what, bytes, said, language) => {
  const author = newAuthor();
  const id = await manuals.addReady(author, 'drill.md', bytes, said);
  (await manuals.served.as(author).send(LANGUAGE, { id })).expectData({ manual: { language } });
});

test('a German manual is found by other forms of its words', async () => {
  const author = newAuthor();
  const id = await manuals.addReady(author, 'drill.md', newMarkdown(GERMAN));
  const found = await manuals.served
    .as(author)
    .send('{ searchPassages(text: "Tasten und Lampen") { passage { manual { id } } } }');
  expect(found.at('searchPassages', 0, 'passage', 'manual', 'id'), found.toString()).toBe(id);
});
