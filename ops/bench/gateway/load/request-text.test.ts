import { describe, expect, it } from 'vitest';
import { RequestText } from './request-text.ts';

describe('RequestText', () => {
  it('sends the same body each time, with another authorization when asked so', () => {
    const requests = new RequestText(80, { query: '{ a }', variables: { é: 1 } }, true);
    const [first = '', second = ''] = [requests.next(), requests.next()];
    expect(first).not.toBe(second);
    expect(bodyOf(first)).toBe(bodyOf(second));
    expect(first).toContain(`\r\ncontent-length: ${Buffer.byteLength(bodyOf(first))}\r\n`);
  });

  it('sends other variables each time under one authorization', () => {
    const operation = {
      query: '{ a }',
      variablesOf: (number: number) => ({ number: 10 ** number }),
      authorization: 'Bearer it',
    };
    const requests = new RequestText(80, operation, false);
    for (const number of [10, 100, 1000]) {
      const text = requests.next();
      const body = bodyOf(text);
      expect(text).toContain('\r\nauthorization: Bearer it\r\n');
      expect(text).toContain(`\r\ncontent-length: ${body.length}\r\n`);
      expect(JSON.parse(body)).toEqual({ query: '{ a }', variables: { number } });
    }
  });
});

function bodyOf(request: string): string {
  return request.slice(request.indexOf('\r\n\r\n') + 4);
}
