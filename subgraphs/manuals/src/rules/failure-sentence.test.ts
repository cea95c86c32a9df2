import { expect, test } from 'vitest';
import { failureSentence, letterReason } from './failure-sentence.ts';

const MESSAGE = 'This PDF has no pages. Export it again.';

test.each([
  [false, null, MESSAGE],
  [true, null, `Reading this manual again failed, and its passages stay as they were. ${MESSAGE}`],
  [true, 'drill-2.pdf', `The new file drill-2.pdf was not taken, and the manual stays as it was. ${MESSAGE}`],
  [false, 'drill-2.pdf', `The new file drill-2.pdf was not taken. ${MESSAGE}`],
])('a failure says what is left: searchable %s, new file %s', (canBeSearched, newFile, sentence) => {
  expect(failureSentence(canBeSearched, newFile, MESSAGE)).toBe(sentence);
});

const givenUp = { title: 'Drill', fileName: 'drill.pdf', tries: 6 };

test('a letter names the file, what the last try broke at, and what to do', () => {
  expect(letterReason({ ...givenUp, reason: 'The disk is full.' })).toBe(
    'drill.pdf ("Drill") could not be read: each of 6 tries broke off. ' +
      'The last one ended with: The disk is full. Mend that and redrive this letter, or discard it.',
  );
});

test.each([
  ['job heartbeat timeout', /the process that read it died/i],
  ['job timed out', /longer than a reading may/],
])('a letter says what "%s" means', (reason, meaning) => {
  const said = letterReason({ ...givenUp, tries: 1, reason });
  expect(said).toMatch(/^drill\.pdf \("Drill"\) could not be read: the only try broke off\. /);
  expect(said).toMatch(meaning);
  expect(said).not.toContain(reason);
  expect(said).toMatch(/save the file again/i);
});
