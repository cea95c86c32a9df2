import { describe, expect, test } from 'vitest';
import { Lexicon, VARIANT } from './lexicon.ts';
import { buildSegment } from './segment-builder.ts';

const segmentOf = (manualId: string, texts: readonly string[], language = 'en') =>
  buildSegment(
    manualId,
    language,
    texts.map((text, place) => ({ id: `${manualId}${place}`, heading: null, text })),
  );
const drill = segmentOf('drill', [
  'The chuck of the ATtiny drill',
  'Clean the drill',
  'A drill has a time limit',
  'the voltmeter',
]);
const saw = segmentOf('saw', ['Das Sägeblatt reinigen'], 'de');
const lexicon = new Lexicon([drill, saw]);

describe('a word', () => {
  test.each(['drill', 'Drills', 'cleaning', 'Sägeblatt'])('%s that some manual has is not absent', (word) => {
    expect(lexicon.absence(word)).toBe(0);
  });

  test.each(['ATtin', 'timelimit', 'voltmetre'])('%s that they have in another form is a variant', (word) => {
    expect(lexicon.absence(word)).toBe(VARIANT);
  });

  test.each(['warranty', 'X200', 'chu', 'drone', 'volcano'])('%s that none has is absent', (word) => {
    expect(lexicon.absence(word)).toBe(1);
  });

  test('is had by the manual alone in which it stands, by its language', () => {
    expect([lexicon.has(drill, 'drills'), lexicon.has(saw, 'drills')]).toEqual([true, false]);
    expect([lexicon.has(drill, 'Sägeblatt'), lexicon.has(saw, 'Sägeblatt')]).toEqual([false, true]);
  });
});

test('the share of passages that have a word is 0 for a word of one or two', () => {
  expect(lexicon.share(drill, 'drills')).toBeCloseTo(3 / 4);
  expect(lexicon.share(drill, 'chuck')).toBe(0);
  expect(lexicon.share(drill, 'warranty')).toBe(0);
});

test('without manuals every word is absent', () => {
  expect(new Lexicon([]).absence('drill')).toBe(1);
});
