import type { Caller } from '@manuel/identity';
import { NotAllowed, NotAuthenticated } from '@manuel/service';
import { testCaller } from '@manuel/testkit';
import type { ExecutionResult } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { compose, GuardedFederation } from './test/guarded-federation.ts';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.11';
const LINK = `extend schema @link(url: "${FEDERATION}", import: ["@key", "@external", "@requires", "@shareable",
  "@authenticated", "@requiresScopes", "@policy"])`;
const LEDGER = '@requiresScopes(scopes: [["audit:read"]])';

const chair = { id: 'chair', name: 'Chair', price: 7, margin: 3, code: 'c-1', related: ['lamp'] };
const lamp = { id: 'lamp', name: 'Lamp', price: 9, margin: 4, code: 'l-1', related: [] };
const things = [chair, lamp];
const vault = { __typename: 'Vault', id: 'vault', name: 'Vault', inside: 'gold' };
const safe = { __typename: 'Safe', id: 'safe', name: 'Safe' };
const item = (thing: typeof chair | typeof lamp) => ({ __typename: 'Item', ...thing });

const subgraphs = {
  shop: {
    sdl: `${LINK}
      type Query {
        item(id: ID!): Item
        items: [Item!]!
        node(id: ID!): Node
        nodes: [Node!]!
        found: Found
        closed: Closed
        ledger: String ${LEDGER}
        either: String @requiresScopes(scopes: [["audit:read"], ["manuals:read", "manuals:write"]])
        inner: String @policy(policies: [["service:queries"]])
      }
      type Mutation { rename(id: ID!): Item  close: Boolean! @requiresScopes(scopes: [["letters:manage"]]) }
      interface Node { id: ID! name: String! }
      union Found = Item | Vault
      type Item implements Node @key(fields: "id") {
        id: ID!
        name: String!
        price: Int ${LEDGER}
        code: String! ${LEDGER}
        related: [Item!]!
        sheet: Sheet
      }
      type Safe implements Node { id: ID! name: String! @requiresScopes(scopes: [["letters:manage"]]) }
      interface Closed { id: ID! }
      type Vault implements Closed @key(fields: "id") @requiresScopes(scopes: [["letters:manage"]]) {
        id: ID!
        name: String!
        inside: String
      }
      type Sheet ${LEDGER} { text: String }`,
    resolvers: {
      Query: {
        item: (_: unknown, { id }: { id: string }) => things.find((thing) => thing.id === id) ?? null,
        items: () => things,
        node: (_: unknown, { id }: { id: string }) => (id === 'safe' ? safe : item(chair)),
        nodes: () => [item(chair), safe],
        found: () => vault,
        closed: () => vault,
        ledger: () => 'ledger',
        either: () => 'either',
        inner: () => 'inner',
      },
      Mutation: { rename: () => chair, close: () => true },
      Item: {
        __resolveReference: ({ id }: { id: string }) => things.find((thing) => thing.id === id),
        related: ({ related }: typeof chair) => things.filter(({ id }) => related.includes(id)),
        sheet: () => ({ text: 'sheet' }),
      },
    },
  },
  stock: {
    sdl: `${LINK}
      type Item @key(fields: "id") {
        id: ID!
        price: Int @external
        margin: Int ${LEDGER} @requires(fields: "price")
        stock: Int
      }`,
    resolvers: { Item: { margin: ({ price }: { price: number }) => price - 1, stock: () => 5 } },
  },
};

const reader = testCaller();
const auditor = testCaller({ roles: ['auditor'] });
const admin = testCaller({ roles: ['admin'] });

const filtering = new GuardedFederation(subgraphs, 'filter');
const rejecting = new GuardedFederation(subgraphs, 'reject');
beforeEach(() => {
  filtering.fetched.length = 0;
  rejecting.fetched.length = 0;
});

const pathsOf = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`);

async function filtered(text: string, caller: Caller = reader, variables = {}) {
  const answer = await filtering.ask(text, caller, variables);
  return { data: answer.data, refused: pathsOf(answer) };
}

describe('what a caller may not have', () => {
  test('is null with an error at its place, and no subgraph is asked for it', async () => {
    expect(await filtered('{ item(id: "chair") { name price stock } }')).toEqual({
      data: { item: { name: 'Chair', price: null, stock: 5 } },
      refused: ['item.price FORBIDDEN'],
    });
    expect(filtering.fetched.join()).not.toMatch(/price/);
  });

  test('has an error in every row of a list', async () => {
    expect(await filtered('{ items { price } }')).toEqual({
      data: { items: [{ price: null }, { price: null }] },
      refused: ['items.0.price FORBIDDEN', 'items.1.price FORBIDDEN'],
    });
  });

  test('takes the objects around with it that cannot be without', async () => {
    expect(await filtered('{ item(id: "chair") { name code } either: item(id: "lamp") { name } }')).toEqual({
      data: { item: null, either: { name: 'Lamp' } },
      refused: ['item.code FORBIDDEN'],
    });
  });

  test('is what a type asks for, too', async () => {
    expect(await filtered('{ item(id: "chair") { name sheet { text } } }')).toEqual({
      data: { item: { name: 'Chair', sheet: null } },
      refused: ['item.sheet FORBIDDEN'],
    });
    expect(filtering.fetched.join()).not.toMatch(/sheet/);
  });

  test('is had by whoever has the scope', async () => {
    expect(await filtered('{ item(id: "chair") { price margin code sheet { text } } }', auditor)).toEqual({
      data: { item: { price: 7, margin: 6, code: 'c-1', sheet: { text: 'sheet' } } },
      refused: [],
    });
  });

  test('is had with any one of the alternatives, each as a whole', async () => {
    const author = testCaller({ roles: ['author'] });
    const narrow = testCaller({ roles: ['author'], scopes: ['manuals:write'] });
    expect((await filtered('{ items { id } either }', author)).data).toMatchObject({ either: 'either' });
    expect((await filtered('{ items { id } either }', auditor)).data).toMatchObject({ either: 'either' });
    expect((await filtered('{ items { id } either }', reader)).data).toMatchObject({ either: null });
    expect((await filtered('{ items { id } either }', narrow)).data).toMatchObject({ either: null });
  });

  test('is had by no client when it asks for a process', async () => {
    expect(await filtered('{ items { id } inner }', admin)).toMatchObject({
      data: { inner: null },
      refused: ['inner FORBIDDEN'],
    });
  });

  test('is had by nobody who is not there, but for the name of the root', async () => {
    expect((await filtering.ask('{ __typename }', null)).data).toEqual({ __typename: 'Query' });
    for (const text of ['{ items { id } }', '{ __schema { types { name } } }', '{ __typename items { id } }'])
      await expect(filtering.ask(text, null)).rejects.toThrow(NotAuthenticated);
  });

  test('leaves nothing to answer when it is all that is asked', async () => {
    const error = await filtering.ask('{ ledger }', reader).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotAllowed);
    expect(error).toMatchObject({
      message: 'This needs the scope audit:read.',
      fields: [{ coordinate: 'Query.ledger', path: ['ledger'] }],
    });
    expect(filtering.fetched).toEqual([]);
  });

  test('does not stop the other fields of a mutation', async () => {
    expect(await filtered('mutation { rename(id: "chair") { name price } }')).toEqual({
      data: { rename: { name: 'Chair', price: null } },
      refused: ['rename.price FORBIDDEN'],
    });
    // `close` cannot be null, so there is no data; the other is done all the same, as the specification has it.
    expect(await filtered('mutation { rename(id: "chair") { name } close }')).toEqual({
      data: null,
      refused: ['close FORBIDDEN'],
    });
    expect(filtering.fetched.join()).not.toMatch(/close/);
  });
});

describe('no way around', () => {
  test.each([
    ['an alias', '{ items { name: price } }'],
    ['the alias __typename', '{ items { __typename: price } }'],
    ['a fragment', '{ items { ...P } } fragment P on Item { price }'],
    [
      'fragments inside each other',
      '{ items { ...A } } fragment A on Item { ...B } fragment B on Item { p: price }',
    ],
    ['an inline fragment', '{ items { ... { price } } }'],
    ['an interface around', '{ nodes { ... on Item { price } } }'],
    ['a list below', '{ items { related { price } } }'],
    ['the same field beside another', '{ items { id name stock a: price b: price } }'],
    ['fields that are made of it', '{ items { margin } }'],
  ])('%s gets nothing', async (_what, text) => {
    const { data, refused } = await filtered(text);
    expect(JSON.stringify(data)).not.toMatch(/\b[3479]\b/);
    expect(refused.length).toBeGreaterThan(0);
    expect(filtering.fetched.join()).not.toMatch(/price|margin/);
    await expect(rejecting.ask(text, reader)).rejects.toThrow(NotAllowed);
    expect(rejecting.fetched).toEqual([]);
  });

  test('a field of an interface asks for what it does in each type that it may be', async () => {
    for (const id of ['safe', 'chair'])
      expect(await filtered(`{ items { id } node(id: "${id}") { name } }`)).toMatchObject({
        data: { node: null },
        refused: ['node.name FORBIDDEN'],
      });
    expect((await filtered('{ node(id: "safe") { id ... on Item { name } } }')).data).toEqual({
      node: { id: 'safe' },
    });
    expect((await filtered('{ node(id: "chair") { ... on Item { name } } }')).data).toEqual({
      node: { name: 'Chair' },
    });
    expect((await filtered('{ node(id: "safe") { name } }', admin)).data).toEqual({ node: { name: 'Safe' } });
  });

  test('an interface asks for what each type that implements it does', async () => {
    const text = '{ items { id } closed { id ... on Vault { inside } } }';
    expect(await filtered(text)).toMatchObject({ data: { closed: null }, refused: ['closed FORBIDDEN'] });
    expect((await filtered(text, admin)).data).toMatchObject({ closed: { id: 'vault', inside: 'gold' } });
  });

  test('a type behind a fragment asks for what the type does', async () => {
    expect(await filtered('{ items { id } found { ... on Vault { inside } ... on Item { name } } }')).toEqual(
      {
        data: { items: [{ id: 'chair' }, { id: 'lamp' }], found: { inside: null } },
        refused: ['found.inside FORBIDDEN'],
      },
    );
    expect(filtering.fetched.join()).not.toMatch(/inside/);
  });

  test('what may be had in one place is had there, also when it may not in another', async () => {
    const text = '{ nodes { ... on Node { name } ... on Item { name } } }';
    const { data, refused } = await filtered(text);
    // The safe's name cannot be null, nor can an item of the list.
    expect(data).toBeNull();
    expect(refused).toEqual(['nodes.1.name FORBIDDEN']);
    expect((await filtered(text.replace('nodes', 'node(id: "chair")'))).data).toEqual({
      node: { name: 'Chair' },
    });
  });
});

describe('conditions', () => {
  const text = 'query ($ledger: Boolean = false) { items { id } ledger @include(if: $ledger) }';

  test('what a client leaves out by its variables is not refused', async () => {
    expect((await rejecting.ask(text, reader)).data).toEqual({ items: [{ id: 'chair' }, { id: 'lamp' }] });
    await expect(rejecting.ask(text, reader, { ledger: true })).rejects.toThrow(NotAllowed);
    expect(await filtered(text)).toMatchObject({ data: { items: [{}, {}] }, refused: [] });
    expect((await filtered(text, reader, { ledger: true })).refused).toEqual(['ledger FORBIDDEN']);
  });

  test('an operation of which nothing stands is answered with nothing', async () => {
    const alone = 'query ($no: Boolean = false) { ledger @include(if: $no) }';
    expect(await filtered(alone)).toEqual({ data: {}, refused: [] });
    expect((await rejecting.ask(alone, reader)).data).toEqual({});
  });

  test('one on a fragment counts for what is inside', async () => {
    const spread =
      'query ($no: Boolean = false) { items { id ...P @include(if: $no) } } fragment P on Item { price }';
    expect((await rejecting.ask(spread, reader)).errors).toBeUndefined();
    await expect(rejecting.ask(spread, reader, { no: true })).rejects.toThrow(NotAllowed);
  });
});

test('callers of the same document each get what is theirs, in any order', async () => {
  const text = '{ item(id: "chair") { name price } }';
  for (const caller of [reader, auditor, reader, admin]) {
    const { data } = await filtered(text, caller);
    expect(data).toEqual({ item: { name: 'Chair', price: caller === reader ? null : 7 } });
  }
});

test('a rejected operation names all that was refused', async () => {
  const error = await rejecting
    .ask('{ ledger items { price } node(id: "safe") { ... on Safe { name } } }', reader)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    message: 'This needs the scope audit:read. This needs the scope letters:manage.',
    fields: [
      { coordinate: 'Query.ledger', path: ['ledger'] },
      { coordinate: 'Item.price', path: ['items', 'price'] },
      { coordinate: 'Safe.name', path: ['node', 'name'] },
    ],
  });
});

describe('a supergraph that composition would not have made', () => {
  const unprotected = {
    ...subgraphs.stock,
    sdl: subgraphs.stock.sdl.replace(`margin: Int ${LEDGER}`, 'margin: Int'),
  };

  test('a field that is made of a protected one does not compose without its protection', () => {
    expect(() => compose({ ...subgraphs, stock: unprotected })).toThrow(/price/);
  });

  test('and is protected by the gateway all the same', async () => {
    const stripped = compose(subgraphs).replace(
      /(margin: Int @join__field\([^)]*\)) @requiresScopes\([^)]*\)/,
      '$1',
    );
    expect(stripped).not.toMatch(/margin.*requiresScopes/);
    const federation = new GuardedFederation(subgraphs, 'filter', stripped);
    const answer = await federation.ask('{ item(id: "chair") { name margin } }', reader);
    expect({ data: answer.data, refused: pathsOf(answer) }).toEqual({
      data: { item: { name: 'Chair', margin: null } },
      refused: ['item.margin FORBIDDEN'],
    });
    expect(federation.fetched.join()).not.toMatch(/price|margin/);
  });
});

test('what is told of a field is what its caller lacks, not what others do', async () => {
  const federation = new GuardedFederation(
    {
      notes: {
        sdl: `${LINK} type Query { open: Int note: Note }
          type Note @requiresScopes(scopes: [["questions:read"]]) { text: String ${LEDGER} }`,
        resolvers: { Query: { open: () => 1, note: () => ({ text: 'text' }) } },
      },
    },
    'filter',
  );
  const told = async (caller: Caller) =>
    (await federation.ask('{ open note { text } }', caller)).errors?.map(({ message }) => message);
  expect(await told(reader)).toEqual(['This needs the scope audit:read.']);
  expect(await told(testCaller({ roles: ['auditor'], scopes: ['audit:read'] }))).toEqual([
    'This needs the scope questions:read.',
  ]);
  expect(await told(auditor)).toBeUndefined();
});
