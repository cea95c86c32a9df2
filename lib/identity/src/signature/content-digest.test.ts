import { expect, test } from 'vitest';
import { contentDigest, isDigestOf } from './content-digest.ts';

/** The body and the digests of RFC 9530, B and 2. */
const BODY = '{"hello": "world"}\n';
const SHA256 = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';

test('a body is named by its SHA-256', () => {
  expect(contentDigest(BODY)).toBe(SHA256);
  expect(contentDigest(Buffer.from(BODY))).toBe(SHA256);
});

test.each([SHA256, `sha-512=:AAAA:, ${SHA256}`, `${SHA256};note=1`])('%s is that of the body', (header) => {
  expect(isDigestOf(header, BODY)).toBe(true);
});

test.each([undefined, '', 'sha-256', 'sha-256=1', 'sha-256=:AAAA:', 'sha-512=:AAAA:', 'no structured field'])(
  '%s is not',
  (header) => {
    expect(isDigestOf(header, BODY)).toBe(false);
  },
);

test('another body has another digest', () => {
  expect(isDigestOf(SHA256, '{"hello": "world"}')).toBe(false);
});
