import { Declined, Unavailable } from '@manuel/service';
import { FakeSubgraph, testCaller } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { SubgraphClient } from './client.ts';
import type { SubgraphAnswer } from './transport.ts';

const Shape = z.object({ count: z.number() });
const callFor = { caller: testCaller(), requestId: 'r-1' };

function clientOf(answer: SubgraphAnswer) {
  const fake = new FakeSubgraph(() => answer);
  return { fake, client: new SubgraphClient('notes', 'courier', fake) };
}

test('a call is of the process, for the caller, within the request', async () => {
  const { fake, client } = clientOf({ data: { count: 2 } });
  expect(await client.call('query ($of: ID!) { count(of: $of) }', { of: 'a' }, Shape, callFor)).toEqual({
    count: 2,
  });
  const [sent] = fake.received;
  expect(sent?.request.variables).toEqual({ of: 'a' });
  expect(sent?.origin).toEqual({ ...callFor, service: 'courier' });
});

test('a call ends with the signal of whoever it is for', async () => {
  const { fake, client } = clientOf({ data: { count: 2 } });
  const { signal } = new AbortController();
  await client.call('{ count }', {}, Shape, { ...callFor, signal });
  expect(fake.received[0]?.signal).toBe(signal);
});

test.each<[string, SubgraphAnswer]>([
  ['an error', { data: { count: 2 }, errors: [{ message: 'password of db-17 is wrong' }] }],
  ['another shape', { data: { count: 'two' } }],
  ['nothing', { data: null }],
])('an answer with %s is unavailability, and says nothing of the inside', async (_what, answer) => {
  const failure = await clientOf(answer)
    .client.call('{ count }', {}, Shape, callFor)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Unavailable);
  expect(failure).toHaveProperty('message', expect.not.stringContaining('db-17'));
});

test('an answer with an error tells the caller, and nobody else, what was said', async () => {
  const said = { message: 'This is no id.', extensions: { code: 'BAD_USER_INPUT' } };
  const failure = await clientOf({ data: null, errors: [said] })
    .client.call('{ count }', {}, Shape, callFor)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Declined);
  expect(failure).toMatchObject({
    code: 'UNAVAILABLE',
    answer: { code: 'BAD_USER_INPUT', message: 'This is no id.' },
    message: expect.not.stringContaining('no id'),
  });
});

test('a subgraph that is away is unavailable, and can be called again when it is back', async () => {
  const { fake, client } = clientOf({ data: { count: 2 } });
  fake.goAway();
  const failure = await client.call('{ count }', {}, Shape, callFor).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Unavailable);
  expect(failure).not.toBeInstanceOf(Declined);
  fake.comeBack();
  expect(await client.call('{ count }', {}, Shape, callFor)).toEqual({ count: 2 });
  expect(fake.missed).toBe(1);
});
