import { expect } from 'vitest';

/** One part of an answer: a JSON object. */
export type Part = Record<string, unknown>;

/** Reads an answer in parts as they arrive. */
export async function* partsOf(response: Response): AsyncGenerator<Part, void, void> {
  expect(response.headers.get('content-type')).toContain('multipart/mixed; boundary="-"');
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const pieces = text.split(/\r\n---(?:\r\n|--\r\n)/);
    // What follows the last boundary has not arrived yet.
    text = pieces.pop() ?? '';
    for (const piece of pieces) if (piece !== '') yield partOf(piece);
  }
  expect(text).toBe('');
}

/** The next part. */
export async function nextOf(parts: AsyncGenerator<Part, void, void>): Promise<Part> {
  const { value } = await parts.next();
  return value ?? expect.fail('There is no next part.');
}

function partOf(piece: string): Part {
  const [head = '', body = ''] = piece.split('\r\n\r\n');
  expect(head).toContain('content-type: application/json; charset=utf-8');
  return JSON.parse(body);
}
