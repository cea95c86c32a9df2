import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { GraphqlTester } from './graphql-tester.ts';

const server = createServer(({ headers }, response) => {
  response.setHeader('x-request-id', 'r-42');
  response.end(JSON.stringify({ data: { token: headers.authorization ?? null } }));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => void server.close());
const address = server.address();
const url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : '';

test('a token goes along with each request', async () => {
  const answer = await GraphqlTester.withToken(url, 'abc').send('{ token }');
  answer.expectData({ token: 'Bearer abc' });
  expect(answer.at('token')).toBe('Bearer abc');
});

test('a failed expectation shows the query, the variables, the answer and the request id', async () => {
  const answer = await new GraphqlTester(url).send('query ($a: Int) { token }', { a: 1 });
  const shown =
    /query: query \(\$a: Int\) \{ token \}\nvariables: \{"a":1\}\nanswer \(200\): .*null.*\nrequest id: r-42/;
  expect(() => answer.expectData({ token: 'another' })).toThrow(shown);
  expect(() => answer.expectError('FORBIDDEN')).toThrow(shown);
  expect(() => answer.expectMatch({ token: 'another' })).toThrow(shown);
  expect(() => answer.at('nothing', 0)).toThrow(shown);
});
