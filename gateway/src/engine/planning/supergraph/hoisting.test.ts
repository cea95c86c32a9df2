import { parse, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { plannerOver, planOf } from '../test/composed.ts';

const ORDER = 'input Order { field: String desc: Boolean } enum Size { BIG SMALL }';

describe('fields with arguments in @requires', () => {
  const planner = plannerOver({
    posts: `${ORDER} type Query { posts(n: Int): [Post] }
      type Post @key(fields: "id") { id: ID! comments(first: Int, by: Order): [Comment!] media(size: Size): Media }
      type Comment @key(fields: "id") { id: ID! text(max: Int): String }
      union Media = Image | Video
      type Image { url(width: Int): String }
      type Video { url(width: Int): String length: Int }`,
    digests: `${ORDER}
      type Post @key(fields: "id") {
        id: ID! plain: Int
        comments(first: Int, by: Order): [Comment!] @external
        media(size: Size): Media @external
        digest(in: String): String
          @requires(fields: "comments(by: { field: \\"at\\", desc: true }, first: 3) { text(max: 10) }")
        latest: String @requires(fields: "comments(first: 1) { id text(max: 5) }")
        any: String @requires(fields: "comments { id }")
        preview: String @requires(
          fields: "media(size: BIG) { ... on Image { url(width: 1) } ... on Video { url(width: 2) length } }"
        )
      }
      type Comment @key(fields: "id") { id: ID! text(max: Int): String @external }
      union Media = Image | Video
      type Image { url(width: Int): String @external }
      type Video { url(width: Int): String @external length: Int @external }`,
    reports: `type Post @key(fields: "id") {
        id: ID! digest(in: String): String @external report: String @requires(fields: "digest(in: \\"de\\")")
      }`,
  });

  test('do not replace the arguments of the client, whose variables stay', () => {
    const text = 'query ($n: Int, $first: Int) { posts(n: $n) { comments(first: $first) { text } digest } }';
    expect(planOf(planner, text)).toBe(
      [
        'Sequence',
        '  posts: query($n:Int$first:Int){posts(n:$n){__typename id comments(first:$first){text}' +
          'comments__req1:comments(by:{field:"at" desc:true}first:3){text__req0:text(max:10)}}}',
        '  at posts.@',
        '    digests: {Post{__typename id comments__req1→comments{text__req0→text}}} => {...on Post{digest}}',
      ].join('\n'),
    );
  });

  test('are asked for in fetches of their own where one object would need two values', () => {
    expect(planOf(planner, '{ posts { ...P } } fragment P on Post { d: digest latest plain }')).toBe(
      [
        'Sequence',
        '  posts: {posts{__typename id comments__req3:comments(first:1){id text__req2:text(max:5)}' +
          'comments__req1:comments(by:{field:"at" desc:true}first:3){text__req0:text(max:10)}}}',
        '  Parallel',
        '    at posts.@',
        '      digests: {Post{__typename id comments__req1→comments{text__req0→text}}} => {...on Post{d:digest plain}}',
        '    at posts.@',
        '      digests: {Post{__typename id comments__req3→comments{id text__req2→text}}} => {...on Post{latest}}',
      ].join('\n'),
    );
  });

  test('are kept apart from the client also where they give no arguments', () => {
    const plan = planOf(planner, '{ posts { comments(first: 9) { id } any } }');
    expect(plan).toContain('comments__req4:comments{id}');
    expect(plan).toContain('comments__req4→comments{id}');
    expect(plan).toContain('comments(first:9){id}');
  });

  test('work below unions, with fragments and aliases', () => {
    const text = `{ posts { ...P media(size: SMALL) { ... on Image { url } } } }
      fragment P on Post { p: preview ... on Post { q: preview } }`;
    expect(planOf(planner, text)).toBe(
      [
        'Sequence',
        '  posts: {posts{__typename id media__req7:media(size:BIG){__typename ' +
          '...on Image{url__req5:url(width:1)}...on Video{url__req6:url(width:2)length}}' +
          'media(size:SMALL){__typename ...on Image{url}}}}',
        '  at posts.@',
        '    digests: {Post{__typename id media__req7→media{Image{url__req5→url} Video{url__req6→url length}}}}' +
          ' => {...on Post{p:preview q:preview}}',
      ].join('\n'),
    );
  });

  test('may require such fields in turn', () => {
    expect(planOf(planner, '{ posts { report } }')).toContain(
      [
        '    digests: {Post{__typename comments__req1→comments{text__req0→text} id}} => {...on Post{digest__req8:digest(in:"de")}}',
        '  at posts.@',
        '    reports: {Post{__typename digest__req8→digest id}} => {...on Post{report}}',
      ].join('\n'),
    );
  });

  test('are nothing that clients can see or collide with', () => {
    expect(printSchema(planner.apiSchema)).not.toContain('__req');
    expect(printSchema(planner.fullSchema)).not.toContain('__req');
    expect(() => planner.plan(parse('{ posts { comments__req1 { id } } }'), undefined)).toThrow(
      expect.objectContaining({ code: 'OPERATION_INVALID' }),
    );
    expect(planOf(planner, '{ posts { comments__req1: id digest } }')).toContain('comments__req1__as:id');
  });
});

describe('@requires over interfaces', () => {
  test('fetches the hoisted field on every implementation', () => {
    const product = 'interface Product { id: ID! price(in: String): Int }';
    const planner = plannerOver({
      a: `type Query { shop: Shop } type Shop @key(fields: "id") { id: ID! best: Product } ${product}
        type Book implements Product @key(fields: "id") { id: ID! price(in: String): Int }
        type Pen implements Product @key(fields: "id") { id: ID! price(in: String): Int }`,
      b: `${product}
        type Book implements Product @key(fields: "id") { id: ID! price(in: String): Int @external }
        type Pen implements Product @key(fields: "id") {
          id: ID! price(in: String): Int @external usd: Int @requires(fields: "price(in: \\"USD\\")")
        }
        type Shop @key(fields: "id") {
          id: ID! best: Product @external worth: Int @requires(fields: "best { price(in: \\"CHF\\") }")
        }`,
    });
    expect(planOf(planner, '{ shop { worth best { price ... on Pen { usd } } } }')).toBe(
      [
        'Sequence',
        '  a: {shop{__typename id best{__typename price__req1:price(in:"CHF")price ' +
          '...on Pen{__typename id price__req0:price(in:"USD")}}}}',
        '  Parallel',
        '    at shop',
        '      b: {Shop{__typename id best{price__req1→price}}} => {...on Shop{worth}}',
        '    at shop.best',
        '      b: {Pen{__typename id price__req0→price}} => {...on Pen{usd}}',
      ].join('\n'),
    );
  });

  test('sends only objects of types that a part of a split fetch asks for', () => {
    const planner = plannerOver({
      a: `type Query { best: Product } interface Product { id: ID! }
        type Book implements Product @key(fields: "id") { id: ID! price(in: String): Int }
        type Pen implements Product @key(fields: "id") { id: ID! price(in: String): Int }`,
      b: `type Book @key(fields: "id") {
          id: ID! price(in: String): Int @external eur: Int @requires(fields: "price(in: \\"EUR\\")")
        }
        type Pen @key(fields: "id") {
          id: ID! price(in: String): Int @external usd: Int @requires(fields: "price(in: \\"USD\\")")
        }`,
    });
    const plan = planOf(planner, '{ best { ... on Book { eur } ... on Pen { usd } } }');
    expect(plan).toContain('b: {Book{__typename id price__req0→price}} => {...on Book{eur}}');
    expect(plan).toContain('b: {Pen{__typename id price__req1→price}} => {...on Pen{usd}}');
  });

  test('splits the fetch of an interface object', () => {
    const planner = plannerOver({
      a: `type Query { item: Item } interface Item @key(fields: "id") { id: ID! }
        type Book implements Item @key(fields: "id") { id: ID! }`,
      b: 'type Item @key(fields: "id") @interfaceObject { id: ID! price(in: String): Int }',
      c: `type Item @key(fields: "id") @interfaceObject {
          id: ID! price(in: String): Int @external
          tax: Int @requires(fields: "price(in: \\"EUR\\")") duty: Int @requires(fields: "price(in: \\"USD\\")")
        }`,
    });
    expect(planOf(planner, '{ item { price tax duty } }')).toBe(
      [
        'Sequence',
        '  a: {item{__typename id}}',
        '  at item',
        '    b: {Item{__typename id}} => {...on Item{price price__req1:price(in:"USD")price__req0:price(in:"EUR")}}',
        '  Parallel',
        '    at item',
        '      c: {Item{__typename price__req1→price id}} => {...on Item{duty}}',
        '    at item',
        '      c: {Item{__typename id price__req0→price}} => {...on Item{tax}}',
      ].join('\n'),
    );
  });
});

describe('@requires under a condition', () => {
  test('does not hold up fields that are asked for in any case', () => {
    const planner = plannerOver({
      a: 'type Query { good: Good } type Good @key(fields: "id") { id: ID! weight: Int size: Int }',
      b: `type Good @key(fields: "id") {
        id: ID! stock: Int weight: Int @external size: Int @external
        postage: Int @requires(fields: "weight") box: Int @requires(fields: "size") shelf: Int @requires(fields: "size")
      }`,
    });
    const text =
      'query ($a: Boolean!) { good { stock postage @include(if: $a) box shelf @include(if: $a) } }';
    const plan = planOf(planner, text);
    expect(plan).toContain('b: {Good{__typename id size}} => {...on Good{stock box}}');
    expect(plan).toContain(
      'b: {Good{__typename id size weight}} => {...on Good{postage@include(if:$a)shelf@include(if:$a)}}',
    );
  });

  test('keeps what is also part of a key', () => {
    const planner = plannerOver({
      a: `type Query { good: Good } type Good @key(fields: "id") @key(fields: "maker { no }") {
          id: ID! maker: Maker weight: Int } type Maker { no: ID! name: String }`,
      b: `type Good @key(fields: "maker { no }") {
          stock: Int maker: Maker weight: Int @external postage: Int @requires(fields: "maker { name } weight") }
        type Maker { no: ID! name: String @external }`,
    });
    const plan = planOf(planner, 'query ($a: Boolean!) { good { stock postage @skip(if: $a) } }');
    expect(plan).toContain('b: {Good{__typename maker{no}}} => {...on Good{stock}}');
    expect(plan).toContain(
      'b: {Good{__typename maker{no name} weight}} => {...on Good{postage@skip(if:$a)}}',
    );
  });
});
