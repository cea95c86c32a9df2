import { describe, expect, test } from 'vitest';
import { type AnswerPassage, answerFromPassages } from './extractive.ts';

const CLEANING = [
  'The filter keeps the pump free of dirt.',
  'To clean the filter, unplug the device first.',
  'Open the lid and take the filter out.',
  'Wash it with cold water, then let it dry for one hour.',
  'Put it back only when it is dry.',
  'The lamp tells you when the next cleaning is due.',
].join(' ');

function passage(over: Partial<AnswerPassage> = {}): AnswerPassage {
  return {
    passageId: 'p1',
    manualId: 'm1',
    page: 7,
    heading: 'Cleaning',
    text: CLEANING,
    score: 10,
    confidence: 0.9,
    threshold: 0.5,
    language: 'en',
    ...over,
  };
}

describe('an answer', () => {
  test('quotes whole sentences of the best passage, followed by the number of the citation', () => {
    const answer = answerFromPassages('How do I clean the filter of the pump?', [passage()]);
    expect(answer).toMatchObject({ found: true, confidence: 0.9, engine: 'extractive-2' });
    expect(answer.citations).toHaveLength(1);
    expect(answer.citations[0]).toMatchObject({ passageId: 'p1', page: 7 });
    const quote = answer.citations[0]?.quote ?? '';
    expect(CLEANING).toContain(quote);
    expect(quote).toMatch(/^The filter keeps .*unplug the device.*\.$/);
    expect(quote.split('. ').length).toBeGreaterThanOrEqual(4);
    expect(answer.text).toBe(`${quote} [1]`);
  });

  test('keeps steps in their order and on their own lines, with their introduction', () => {
    const text =
      'Change the battery like this:\n1. Open the lid of the battery.\n2. Take the old battery out\nand keep it.\n3. Put the new one in.\n4. Close the lid.';
    const { text: answer, citations } = answerFromPassages('change old battery', [
      passage({ text, heading: null }),
    ]);
    expect(citations[0]?.quote).toBe(text);
    expect(answer).toBe(
      'Change the battery like this:\n1. Open the lid of the battery.\n2. Take the old battery out and keep it.\n3. Put the new one in.\n4. Close the lid. [1]',
    );
  });

  test('cites up to three passages, best first, and none that is much worse', () => {
    const others = ['p2', 'p3', 'p4'].map((passageId, index) =>
      passage({
        passageId,
        manualId: passageId,
        page: null,
        score: 9.9 - index / 10,
        text: `Clean the filter of pump ${index}.`,
      }),
    );
    const { citations, text } = answerFromPassages('clean pump filter', [passage(), ...others]);
    expect(citations.map(({ passageId }) => passageId)).toEqual(['p1', 'p2', 'p3']);
    expect(citations[1]).toEqual({ passageId: 'p2', page: null, quote: 'Clean the filter of pump 0.' });
    expect(text.match(/\[\d\]/g)).toEqual(['[1]', '[2]', '[3]']);
    const worse = others.map((other) => ({ ...other, score: 6 }));
    expect(answerFromPassages('clean pump filter', [passage(), ...worse]).citations).toHaveLength(1);
  });

  test('does not quote twice what neighbouring passages share', () => {
    const shared = 'Wash the filter of the pump to clean it.';
    const first = passage({ text: `Unplug the device. ${shared}` });
    const second = passage({ passageId: 'p2', score: 9, text: `${shared} Clean the pump as well.` });
    for (const hits of [
      [first, second],
      [second, first],
    ]) {
      const { citations } = answerFromPassages('clean the pump filter', hits);
      const quotes = citations.map(({ quote }) => quote).join('\n');
      expect(quotes.split(shared)).toHaveLength(2);
    }
  });

  test('gives the same passage once, even if a search gave it twice', () => {
    expect(answerFromPassages('clean the pump filter', [passage(), passage()]).citations).toHaveLength(1);
  });

  test('is found by an error code, however its hyphen is written', () => {
    const text = 'E-24: the pump is blocked. Call the service.';
    expect(answerFromPassages('error E24', [passage({ text })]).found).toBe(true);
  });

  test('is found in other words than its own, and quotes the beginning of the passage', () => {
    const { found, citations } = answerFromPassages('How often does it want to be serviced?', [passage()]);
    expect(found).toBe(true);
    expect(citations[0]?.quote).toMatch(/^The filter keeps/);
  });
});

describe('nothing is answered', () => {
  test('without passages', () => {
    const answer = answerFromPassages('clean the filter', []);
    expect(answer).toMatchObject({ found: false, confidence: 0, citations: [] });
    expect(answer.text).toMatch(/^The manuals do not seem to answer this question\./);
  });

  test('when the search is not sure enough', () => {
    const answer = answerFromPassages('clean the pump filter', [passage({ confidence: 0.49 })]);
    expect(answer).toMatchObject({ found: false, confidence: 0.49, citations: [] });
    expect(answer.text).toMatch(/^The manuals do not seem to answer this question\./);
  });

  test('and a model or a code that no passage mentions is named', () => {
    const answer = answerFromPassages('How do I clean the pump filter of the X200?', [
      passage({ confidence: 0.2 }),
    ]);
    expect(answer.text).toBe('The manuals do not mention X200.');
  });

  test('but a family of names that is written shortly is known', () => {
    const text = `Clean the filter of the pump in the models drill4/5/9/10. ${CLEANING}`;
    const { text: answer } = answerFromPassages('clean pump filter of drill10', [
      passage({ text, confidence: 0.2 }),
    ]);
    expect(answer).toMatch(/^The manuals do not seem/);
  });
});
