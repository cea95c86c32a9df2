import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const answer = {
  text: 'Write it with -U flash:w:file.hex and wait until the programmer has verified it [1].',
  found: true,
  confidence: 0.9,
  engine: 'extractive-2',
  citations: [
    {
      page: 12,
      quote: '  -U memtype:op:filename\nPerform a memory operation.',
      passage: {
        heading: 'Options',
        manual: { id: 'm1', title: 'AVRDUDE \u001b[31mmanual', fileName: 'avrdude.pdf' },
      },
    },
    { page: null, quote: 'Gone.', passage: null },
  ],
};
const question = { __typename: 'Question', id: 'q1', text: 'How?', answer };

let gateway: StandInGateway;

beforeEach(async () => {
  gateway = await StandInGateway.start();
  gateway.data('Ask', { ask: question });
});

afterEach(() => gateway.stop());

describe('manuel ask', () => {
  test('prints the answer as wide as the terminal, then where it stands, and nothing that steers', async () => {
    const { exit, stdout } = await run(gateway, ['ask', 'How?'], { columns: 50 });
    expect(exit).toBe(0);
    expect(stdout).toBe(
      [
        'Write it with -U flash:w:file.hex and wait until',
        'the programmer has verified it [1].',
        '',
        '[1] avrdude.pdf (AVRDUDE [31mmanual), page 12',
        '    -U memtype:op:filename',
        '[2] a manual that cannot be shown now',
        '    Gone.',
        '',
      ].join('\n'),
    );
  });

  test('hands over which manuals, which product and the idempotency key', async () => {
    await run(gateway, ['ask', 'How?', '--manual', 'm1', 'm2', '--product', 'P', '--key', 'k']);
    expect(gateway.variablesOf('Ask')).toEqual([
      { input: { text: 'How?', manualIds: ['m1', 'm2'], product: 'P', idempotencyKey: 'k' } },
    ]);
  });

  test('takes an honest "not found" for an answer', async () => {
    const none = { ...answer, text: 'The manuals do not say.', found: false, citations: [] };
    gateway.data('Ask', { ask: { ...question, answer: none } });
    expect(await run(gateway, ['ask', 'How?'])).toEqual({
      exit: 0,
      stdout: 'The manuals do not say.\n',
      stderr: '',
    });
  });

  test('shows a charged answer also when a part of it is missing', async () => {
    const errors = [{ message: 'Manuals are away.', extensions: { code: 'UNAVAILABLE' } }];
    gateway.answer('Ask', { body: { data: { ask: question }, errors } });
    const people = await run(gateway, ['ask', 'How?']);
    expect(people).toMatchObject({ exit: 0, stderr: 'manuel: warning: Manuals are away.\n' });
    const programs = await run(gateway, ['ask', 'How?', '--json']);
    expect(JSON.parse(programs.stdout)).toEqual({
      question: { id: 'q1', text: 'How?', answer },
      warnings: [{ code: 'UNAVAILABLE', message: 'Manuals are away.' }],
    });
  });

  test.each([
    ['InvalidInput', 'INVALID_INPUT', 2],
    ['QuotaExceeded', 'QUOTA_EXCEEDED', 5],
  ])('exits with the code of %s', async (__typename, code, expected) => {
    gateway.data('Ask', { ask: { __typename, code, message: 'Not so.' } });
    const { exit, stderr } = await run(gateway, ['ask', '']);
    expect({ exit, stderr }).toEqual({ exit: expected, stderr: 'manuel: Not so.\n' });
  });

  test('says when a question has no answer yet', async () => {
    gateway.data('Ask', { ask: { ...question, answer: null } });
    expect(await run(gateway, ['ask', 'How?'])).toMatchObject({ exit: 6, stdout: '' });
  });
});
