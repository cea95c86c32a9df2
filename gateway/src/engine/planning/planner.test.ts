import { parse, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { Planner, SupergraphRefused } from './index.ts';
import type { FetchNode, PlanNode } from './plan-node.ts';
import { compose, outline, pathText, plannerOver, planOf } from './test/composed.ts';

const SHOP = {
  goods: `
    type Query { goods: [Good!] search: [Result!] }
    type Mutation { add(name: String!): Good rename(name: String!): Good }
    type Good @key(fields: "id") { id: ID! name: String secret: String @inaccessible }
    type Shelf { best: Good }
    type Box { best: Good }
    union Result = Shelf | Box`,
  stock: `
    type Mutation { count: Int }
    type Good @key(fields: "id") { id: ID! stock(at: String): Int sold: Int }`,
};

describe('a planner', () => {
  const planner = plannerOver(SHOP);

  test('shows clients neither inaccessible fields nor directives of the federation, but @defer', () => {
    const shown = printSchema(planner.apiSchema);
    expect(shown).not.toMatch(/secret|join__|@link/);
    expect(shown).toContain('directive @defer');
    expect(printSchema(planner.fullSchema)).toContain('secret');
  });

  test('fetches entities after the objects that hold their keys', () => {
    expect(planOf(planner, '{ goods { name stock } }')).toBe(
      [
        'Sequence',
        '  goods: {goods{__typename id name}}',
        '  at goods.@',
        '    stock: {Good{__typename id}} => {...on Good{stock}}',
      ].join('\n'),
    );
  });

  test('has nothing to fetch for type names of the root and for introspection', () => {
    expect(planner.plan(parse('{ __typename }'), undefined)).toBeUndefined();
    expect(planner.plan(parse('{ __schema { types { name } } }'), undefined)).toBeUndefined();
  });

  test('plans the operation of the given name', () => {
    const document = parse('query A { goods { id } } query B { goods { name } }');
    expect(planner.plan(document, 'B')).toMatchObject({
      kind: 'Fetch',
      operation: expect.stringContaining('name'),
    });
    expect(() => planner.plan(document, 'C')).toThrow('no operation C');
    expect(() => planner.plan(document, undefined)).toThrow('several operations');
  });

  test('keeps mutations in order', () => {
    expect(planOf(planner, 'mutation { a: add(name: "x") { id } count b: rename(name: "y") { id } }')).toBe(
      [
        'Sequence',
        '  goods: mutation{a:add(name:"x"){id}}',
        '  stock: mutation{count}',
        '  goods: mutation{b:rename(name:"y"){id}}',
      ].join('\n'),
    );
  });

  test('makes a whole fetch depend on the condition that all of it has', () => {
    expect(planOf(planner, 'query ($all: Boolean!) { goods { name ... @include(if: $all) { sold } } }')).toBe(
      [
        'Sequence',
        '  goods: query($all:Boolean!){goods{name ...@include(if:$all){__typename id}}}',
        '  if $all',
        '    at goods.@',
        '      stock: {Good{__typename id}} => {...on Good{sold}}',
        '  else',
        '    nothing',
      ].join('\n'),
    );
  });

  test('plans what lies between conditions that exclude each other', () => {
    const text = 'query ($a: Boolean!) { goods @skip(if: $a) { name @include(if: $a) } }';
    expect(planOf(planner, text)).toContain('goods{__typename name@include(if:$a)}');
  });

  test('lists only the variables that a fetch uses', () => {
    const plan = planner.plan(parse('query ($at: String) { goods { stock(at: $at) } }'), undefined);
    expect(fetchesOf(plan).map(({ variableUsages }) => variableUsages)).toEqual([[], ['at']]);
  });

  test('leaves @defer out where the answer is to come as a whole', () => {
    expect(planOf(planner, '{ goods { ... @defer { name } } }')).toBe('goods: {goods{name}}');
  });

  test('gives deferred parts fetches of their own, and says which others these wait for', () => {
    const deferral = planner.deferral(
      parse(`query ($no: Boolean!) { goods { id: name ...Later @defer(if: $no) ...Later @defer(label: "later") } }
        fragment Later on Good { id: name s: stock ... @defer { sold } }`),
      undefined,
      { no: false },
    );
    expect(outline(planner.planDeferred(deferral)).join('\n')).toBe(
      [
        'now',
        '  Sequence',
        '    goods #0: {goods{__typename id id__as:name}}',
        '    at goods.@',
        '      stock: {Good{__typename id}} => {...on Good{s:stock}}',
        'part 1 after 0',
        '  now',
        '    Parallel',
        '      at goods.@',
        '        stock: {Good{__typename id}} => {...on Good{s:stock}}',
        '      at goods.@',
        '        goods: {Good{__typename id}} => {...on Good{id__as:name}}',
        '  part 2 after 0',
        '    at goods.@',
        '      stock: {Good{__typename id}} => {...on Good{sold}}',
        'part 0 after 0',
        '  at goods.@',
        '    stock: {Good{__typename id}} => {...on Good{sold}}',
      ].join('\n'),
    );
    expect(deferral.parts.map(({ label, outer }) => ({ label, outer }))).toEqual([
      { label: undefined, outer: null },
      { label: 'later', outer: null },
      { label: undefined, outer: 1 },
    ]);
  });

  test('tells branches apart by type where they ask one path for different fields', () => {
    expect(
      planOf(
        planner,
        '{ search { ... on Shelf { best { stock(at: "x") } } ... on Box { best { stock } } } }',
      ),
    ).toBe(
      [
        'Sequence',
        '  goods: {search{__typename ...on Shelf{best{__typename id}}...on Box{best{__typename id}}}}',
        '  Parallel',
        '    at search.@.|Shelf.best',
        '      stock: {Good{__typename id}} => {...on Good{stock(at:"x")}}',
        '    at search.@.|Box.best',
        '      stock: {Good{__typename id}} => {...on Good{stock}}',
      ].join('\n'),
    );
  });

  test('refuses subscriptions, unknown fields and variables that would hide its own', () => {
    expect(() => planner.plan(parse('subscription { x }'), undefined)).toThrow(
      expect.objectContaining({ code: 'OPERATION_NOT_SUPPORTED' }),
    );
    expect(() => planner.plan(parse('{ secrets }'), undefined)).toThrow(
      expect.objectContaining({ code: 'OPERATION_INVALID' }),
    );
    expect(() =>
      planner.plan(
        parse('query ($representations: String) { goods { stock(at: $representations) } }'),
        undefined,
      ),
    ).toThrow(expect.objectContaining({ code: 'OPERATION_NOT_SUPPORTED' }));
  });
});

describe('directives of the federation', () => {
  test('let an interface object give fields to every implementation', () => {
    const planner = plannerOver({
      a: `type Query { item: Item }
        interface Item @key(fields: "id") { id: ID! }
        type Book implements Item @key(fields: "id") { id: ID! title: String }`,
      b: 'type Item @key(fields: "id") @interfaceObject { id: ID! price: Int }',
    });
    expect(planOf(planner, '{ item { price ... on Book { title } } }')).toBe(
      [
        'Sequence',
        '  a: {item{__typename id ...on Book{title}}}',
        '  at item',
        '    b: {Item{__typename id}} => {...on Item{price}}',
      ].join('\n'),
    );
  });

  test('do not let an interface object replace the type of an object', () => {
    const planner = plannerOver({
      a: `type Query { item: Item }
        interface Item @key(fields: "id") { id: ID! }
        type Book implements Item @key(fields: "id") { id: ID! title: String }`,
      b: 'type Item @key(fields: "id") @interfaceObject { id: ID! next: Item }',
    });
    const plan = planOf(planner, '{ item { ... on Book { title next { __typename id } } } }');
    expect(plan).toContain('...on Item{next{__typename id}}');
  });

  test('send no object without its key', () => {
    const planner = plannerOver({
      a: `type Query { pet: Pet } interface Pet @key(fields: "id") { id: ID! }
        type Cat implements Pet @key(fields: "id") { id: ID! lives: Int } type Dog implements Pet @key(fields: "id") { id: ID! }`,
      b: 'type Pet @key(fields: "id") @interfaceObject { id: ID! age: Int friend: Pet }',
    });
    const text = `query ($a: Boolean!, $b: Boolean!) { pet { friend { id @include(if: $a)
      ... on Cat { lives ... on Pet @include(if: $b) { ... on Dog { age } } id @include(if: $a) } } } }`;
    for (const { requires = [] } of fetchesOf(planner.plan(parse(text), undefined)))
      for (const required of requires) expect(JSON.stringify(required)).toContain('"id"');
  });

  test('stay with an interface object however deep its fields lie', () => {
    const planner = plannerOver({
      a: `type Query { pet: Pet } interface Pet @key(fields: "id") { id: ID! name: String }
        type Cat implements Pet @key(fields: "id") { id: ID! name: String }
        type Dog implements Pet @key(fields: "id") { id: ID! name: String }
        type Cow implements Pet @key(fields: "id") { id: ID! name: String }`,
      b: `type Query { oldest: Pet }
        type Pet @key(fields: "id") @interfaceObject { id: ID! friend: Pet friends: [Pet] }`,
    });
    const deep = (fields: string) => `{oldest{friend{friends{friend{friends{friend{friend{${fields}}}}}}}}}`;
    expect(planOf(planner, deep('name'))).toBe(
      [
        'Sequence',
        `  b: ${deep('__typename id')}`,
        '  at oldest.friend.friends.@.friend.friends.@.friend.friend',
        '    a: {Pet{__typename id}} => {...on Pet{__typename name}}',
      ].join('\n'),
    );
  });

  test('ask an interface object for each call that types have of one name', () => {
    const planner = plannerOver({
      a: `type Query { pet: Pet } interface Pet @key(fields: "id") { id: ID! }
        type Cat implements Pet @key(fields: "id") { id: ID! } type Dog implements Pet @key(fields: "id") { id: ID! }`,
      b: 'type Pet @key(fields: "id") @interfaceObject { id: ID! age(in: String): Int }',
    });
    const plan = planOf(planner, '{ pet { ... on Cat { age } ... on Dog { age(in: "months") } } }');
    expect(plan).toMatch(/\.\.\.on Pet\{age age__as\w+:age\(in:"months"\)\}/);
  });

  test('ask an interface object for each call that types have below one name', () => {
    const planner = plannerOver({
      a: `type Query { pet: Pet } interface Pet @key(fields: "id") { id: ID! }
        type Cat implements Pet @key(fields: "id") { id: ID! } type Dog implements Pet @key(fields: "id") { id: ID! }`,
      b: `type Pet @key(fields: "id") @interfaceObject { id: ID! life: Life }
        union Life = Wild | Tame type Wild { age(in: String): Int } type Tame { name: String }`,
    });
    const wild = (age: string) => `life { ... on Wild { ${age} } }`;
    const plan = planOf(
      planner,
      `{ pet { ... on Cat { ${wild('age')} } ... on Dog { ${wild('age(in: "months")')} } } }`,
    );
    expect(plan).toMatch(/\.\.\.on Wild\{age age__as\w+:age\(in:"months"\)\}/);
  });

  test('let each request decide on the labels of @override', () => {
    const planner = plannerOver({
      a: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! size: Int }',
      b: `type Thing @key(fields: "id") { id: ID! size: Int @override(from: "a", label: "percent(10)") }`,
    });
    expect(planner.overrideLabels).toEqual(new Set(['percent(10)']));
    expect(planOf(planner, '{ thing { size } }')).toBe('a: {thing{size}}');
    expect(planOf(planner, '{ thing { size } }', new Set(['percent(10)']))).toContain('...on Thing{size}');
  });

  test('take values of @fromContext from the objects around', () => {
    const planner = plannerOver({
      a: `type Query { room: Room }
        type Room @key(fields: "id") @context(name: "room") { id: ID! unit: String! lamps: [Lamp!] }
        type Lamp @key(fields: "id") { id: ID! light(in: String @fromContext(field: "$room { unit }")): Int }`,
      b: 'type Lamp @key(fields: "id") { id: ID! age: Int }',
    });
    const plan = planner.plan(parse('{ room { unit: id lamps { light } } }'), undefined);
    const [root, lamps] = fetchesOf(plan);
    expect(root?.operation).toBe('{room{__typename unit unit__as:id lamps{__typename id}}}');
    expect(lamps?.contextRewrites).toHaveLength(1);
    for (const { path, renameKeyTo } of lamps?.contextRewrites ?? []) {
      expect(pathText(path)).toBe('...|Room.unit');
      expect(lamps?.variableUsages).toEqual([renameKeyTo]);
    }
  });

  test('give different values under one name their own keys until the answer is merged', () => {
    const planner = plannerOver({
      a: `type Query { either: Either } union Either = Left | Right
        type Left { value: Int } type Right { value: String }`,
    });
    const [fetch] = fetchesOf(
      planner.plan(parse('{ either { ... on Left { value } ... on Right { value } } }'), undefined),
    );
    const [rewrite] = fetch?.outputRewrites ?? [];
    expect(rewrite).toMatchObject({ kind: 'KeyRenamer', renameKeyTo: 'value' });
    expect(pathText(rewrite?.path ?? [])).toBe('either.|Right.value__alias_0');
  });
});

describe('building a planner', () => {
  test('refuses what is no supergraph, with the reason', () => {
    expect(() => Planner.build('type Query { a: Int }')).toThrow(SupergraphRefused);
    expect(() => Planner.build('type Query {')).toThrow(/Syntax Error/);
  });

  test('refuses a supergraph that relies on access control which nobody would do', () => {
    const guarded = compose(SHOP).replace(
      'schema',
      'schema @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)',
    );
    expect(() => Planner.build(guarded)).toThrow(/authenticated/);
  });

  test('refuses a supergraph whose subgraphs do not hold together', () => {
    const broken = compose(SHOP).replaceAll('key: "id"', 'key: "id nothing"');
    expect(() => Planner.build(broken)).toThrow(
      expect.objectContaining({ reasons: [expect.stringContaining('nothing')] }),
    );
  });
});

function fetchesOf(node: PlanNode | undefined): FetchNode[] {
  if (node === undefined) return [];
  if (node.kind === 'Fetch') return [node];
  if (node.kind === 'Flatten') return [node.node];
  return 'nodes' in node ? node.nodes.flatMap(fetchesOf) : [];
}
