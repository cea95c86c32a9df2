import { testCaller } from '@manuel/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { readSupergraph } from '../src/supergraph.ts';
import { GatewayTester } from './gateway-tester.ts';

const gateway = await GatewayTester.start();
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.played.usage.answers = () => ({ data: { me: { __typename: 'User', id: 'ada' } } });
});

/** The committed supergraph with one field more for each turn, so that each is another one. */
function supergraphOf(turn: number): string {
  return readSupergraph().replace(
    'me: User! @join__field(graph: USAGE)',
    (me) => `${me}\n  me${turn}: User @join__field(graph: USAGE)`,
  );
}

test('ten supergraphs take traffic one after the other, and no request fails', async () => {
  const client = await gateway.as(testCaller({ id: 'ada' }));
  const answers: unknown[] = [];
  let isLoading = true;
  const load = async (): Promise<void> => {
    while (isLoading) {
      const answer = await client.send('{ me { id } }');
      answers.push(answer.errors.length === 0 ? answer.at('me', 'id') : answer.toString());
    }
  };
  const clients = Array.from({ length: 8 }, load);
  for (let turn = 1; turn <= 10; turn++) {
    if (turn === 5) expect(() => gateway.replaceSupergraph('type Query { broken')).toThrow(/supergraph/i);
    else gateway.replaceSupergraph(supergraphOf(turn));
    const seen = answers.length;
    await expect.poll(() => answers.length).toBeGreaterThan(seen + 16);
  }
  isLoading = false;
  await Promise.all(clients);
  expect(new Set(answers)).toEqual(new Set(['ada']));
  // The last one is what answers now, and what only an earlier one had is gone.
  gateway.played.usage.answers = () => ({ data: { me10: { __typename: 'User', id: 'ada' } } });
  (await client.send('{ me10 { id } }')).expectData({ me10: { id: 'ada' } });
  (await client.send('{ me9 { id } }')).expectError('GRAPHQL_VALIDATION_FAILED');
});

test('a supergraph that differs in what it asks of callers alone takes effect', async () => {
  const client = await gateway.as(testCaller({ id: 'ada' }));
  gateway.replaceSupergraph(readSupergraph());
  (await client.send('{ me { id } }')).expectData({ me: { id: 'ada' } });
  const stricter = readSupergraph().replace(
    'me: User! @join__field(graph: USAGE) @authenticated',
    'me: User! @join__field(graph: USAGE) @requiresScopes(scopes: [["audit:read"]])',
  );
  expect(stricter).not.toBe(readSupergraph());
  gateway.replaceSupergraph(stricter);
  (await client.send('{ me { id } }')).expectError('FORBIDDEN', /audit:read/);
  gateway.replaceSupergraph(readSupergraph());
  (await client.send('{ me { id } }')).expectData({ me: { id: 'ada' } });
});

test('a supergraph with a rule that nobody would enforce is refused, and the old one goes on', async () => {
  const unlinked = readSupergraph().replace(/\n {2}@link\(url: "[^"]*authenticated[^\n]*/, '');
  expect(() => gateway.replaceSupergraph(unlinked)).toThrow(/is not linked/);
  (await (await gateway.as()).send('{ me { id } }')).expectData({ me: { id: 'ada' } });
});

test('a supergraph with a subgraph that nobody knows is refused by its name', () => {
  const foreign = readSupergraph().replaceAll('name: "usage"', 'name: "billing"');
  expect(() => gateway.replaceSupergraph(foreign)).toThrow(/billing/);
});
