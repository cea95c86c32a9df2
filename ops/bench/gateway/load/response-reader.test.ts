import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const counted = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const chunked = 'HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n';

describe('ResponseReader', () => {
  it.each([
    ['counted', counted, 200],
    ['chunked', chunked, 400],
  ])('reads a %s answer whatever pieces it comes in', (_, text, status) => {
    for (let size = 1; size <= text.length; size += 1) {
      const answers = read(new ResponseReader(), pieces(text, size));
      expect(answers).toEqual([{ status, body: 'hello' }]);
    }
  });

  it('reads one answer after another', () => {
    const reader = new ResponseReader();
    expect(read(reader, [counted, chunked, counted])).toHaveLength(3);
  });

  it('refuses an answer whose end it cannot know', () => {
    expect(() => new ResponseReader().push(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow('no length');
  });
});

function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

function read(reader: ResponseReader, texts: readonly string[]) {
  return texts
    .map((text) => reader.push(Buffer.from(text)))
    .filter((answer) => answer !== undefined)
    .map(({ status, body }) => ({ status, body: body.toString() }));
}
