import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmacOf, isHmacOf } from './hmac.ts';
import { componentOf, type Message } from './message.ts';
import { presentedSignature } from './presented-signature.ts';
import { signatureBase } from './signature-base.ts';

/** The request and the shared secret of RFC 9421, B.1.5 and B.2; its HMAC signature is that of B.2.5. */
const key = createSecretKey(
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
  'base64',
);
const request: Message = {
  method: 'POST',
  scheme: 'https',
  authority: 'example.com',
  target: '/foo?param=Value&Pet=dog',
  headers: {
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-length': '18',
    'signature-input':
      'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    signature: 'sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:',
  },
};

function signed(message: Message) {
  const presented = presentedSignature(message) ?? expect.fail('It is not signed.');
  const values = presented.components.map((name) => [name, componentOf(message, name) ?? ''] as const);
  return { presented, base: signatureBase(values, presented.parametersText) };
}

test('the signature base is the one of the RFC', () => {
  expect(signed(request).base).toBe(`"date": Tue, 20 Apr 2021 02:07:55 GMT
"@authority": example.com
"content-type": application/json
"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"`);
});

test("the RFC's own HMAC signature is made and verifies", () => {
  const { presented, base } = signed(request);
  expect(hmacOf(base, key).toString('base64')).toBe('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=');
  expect(isHmacOf(presented.signature, base, key)).toBe(true);
});

test.each<[string, Message]>([
  ['a header', { ...request, headers: { ...request.headers, date: 'Tue, 20 Apr 2021 02:07:56 GMT' } }],
  ['the host', { ...request, authority: 'example.org' }],
  [
    'the time of signing',
    {
      ...request,
      headers: {
        ...request.headers,
        'signature-input':
          'sig-b25=("date" "@authority" "content-type");created=1618884474;keyid="test-shared-secret"',
      },
    },
  ],
])('with %s changed, it does not verify', (_what, changed) => {
  const { presented, base } = signed(changed);
  expect(isHmacOf(presented.signature, base, key)).toBe(false);
});

test('what is not covered may change', () => {
  const { presented, base } = signed({ ...request, target: '/bar' });
  expect(isHmacOf(presented.signature, base, key)).toBe(true);
});

/** The examples of RFC 9421, 2.2, for derived components. */
test.each([
  ['@method', 'POST'],
  ['@target-uri', 'https://www.example.com/path?param=value'],
  ['@authority', 'www.example.com'],
  ['@scheme', 'https'],
  ['@request-target', '/path?param=value'],
  ['@path', '/path'],
  ['@query', '?param=value'],
])('%s is derived as %s', (name, value) => {
  const message: Message = {
    method: 'POST',
    scheme: 'https',
    authority: 'WWW.example.com:443',
    target: '/path?param=value',
    headers: {},
  };
  expect(componentOf(message, name)).toBe(value);
});

test('a query that is not there is a question mark alone', () => {
  expect(componentOf({ ...request, target: '/path' }, '@query')).toBe('?');
});

test('a header that came twice is one value, in its order', () => {
  const headers = { 'cache-control': [' max-age=60 ', 'must-revalidate'] };
  expect(componentOf({ ...request, headers }, 'cache-control')).toBe('max-age=60, must-revalidate');
});

test.each(['constructor', '__proto__', '@status', '@unknown'])('a request has nothing called %s', (name) => {
  expect(componentOf(request, name)).toBeUndefined();
});

test('a value with a line end is no line of a signature base', () => {
  expect(() => signatureBase([['x', 'one\n"@method": GET']], '()')).toThrow('has a line end');
});
