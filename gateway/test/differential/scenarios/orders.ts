import { Required, type Scenario, type Thing } from '../world.ts';
import { byKey } from './lookups.ts';

const sales = `
  type Query { orders: [Order!]! order(id: ID!): Order customer(id: ID!): Customer }
  type Order @key(fields: "id") { id: ID! lines: [Line!]! @shareable customer: Customer total(currency: String! = "EUR"): Float note: String }
  type Line @shareable { qty: Int! item: Item! gift: Boolean }
  type Item @key(fields: "sku") { sku: ID! }
  type Customer @key(fields: "id") { id: ID! kind: Kind! addresses: [Addr] orders: [Order!] }
  type Addr { zip: String! country: Country tags: [[String]!] }
  type Country { code: String! region: Region }
  enum Region { NORTH SOUTH }
  enum Kind { PRIVATE FIRM }
`;

const store = `
  type Query { items(skus: [ID!]! = ["i0", "i1"]): [Item]! }
  type Item @key(fields: "sku") { sku: ID! weight: Int sizes: [Size!]! parts(deep: Boolean = false): [Item!] }
  type Size { w: Int! h: Int }
  type Customer @key(fields: "id") {
    id: ID! addresses: [Addr] @external
    zone(upper: Boolean = false): String @requires(fields: "addresses { zip country { code region } }")
    tags: Int @requires(fields: "addresses { tags }")
  }
  type Addr @external { zip: String! country: Country tags: [[String]!] }
  type Country @external { code: String! region: Region }
  enum Region { NORTH SOUTH }
`;

const bank = `
  type Order @key(fields: "id") { id: ID! payment: Payment payments: [Payment!]! }
  interface Payment { amount: Float! when: Int }
  type Card implements Payment { amount: Float! when: Int number: String! }
  type Cash implements Payment { amount: Float! when: Int coins: [Int!] }
  type Customer @key(fields: "id") { id: ID! kind: Kind! @external limit: Float! @requires(fields: "kind") }
  enum Kind { PRIVATE FIRM }
`;

const freight = `
  type Order @key(fields: "id") {
    id: ID! lines: [Line!]! @external payment: Payment @external payments: [Payment!]! @external
    freight(express: Boolean! = false): Float @requires(fields: "lines { qty item { weight sizes { w h } } }")
    risk: String @requires(fields: "payment { amount ... on Card { number } }")
    risks: [String]! @requires(fields: "payments { ... on Cash { coins } ... on Card { number } when }")
    carrier: Carrier!
  }
  type Line @external { qty: Int! item: Item! }
  type Item @key(fields: "sku") { sku: ID! weight: Int @external sizes: [Size!]! @external }
  type Size @external { w: Int! h: Int }
  interface Payment { amount: Float! when: Int }
  type Card implements Payment @external { amount: Float! when: Int number: String! }
  type Cash implements Payment @external { amount: Float! when: Int coins: [Int!] }
  type Carrier @key(fields: "code") { code: ID! name: String }
`;

const office = `
  type Order @key(fields: "id") {
    id: ID! freight(express: Boolean! = false): Float @external total(currency: String! = "EUR"): Float @external
    carrier: Carrier! @external
    sum: Float @requires(fields: "freight total(currency: \\"USD\\")")
    dollars: String @requires(fields: "total(currency: \\"USD\\")")
    euros(cents: Boolean = false): String @requires(fields: "total(currency: \\"EUR\\")")
    label: String! @requires(fields: "carrier { code phone }")
    stamp: Int!
  }
  type Carrier @key(fields: "code") { code: ID! phone: String orders: [Order!]! }
`;

interface Line {
  qty: number;
  item: { weight: number | null; sizes: { w: number; h: number | null }[] };
}

const items: Thing[] = [0, 1, 2].map(
  (n): Thing => ({
    __typename: 'Item',
    $id: `Item:${n}`,
    sku: `i${n}`,
    weight: n === 1 ? null : 10 * n,
    sizes: [0, 1].map((size) => ({
      __typename: 'Size',
      $id: `Size:${n}.${size}`,
      w: size,
      h: n === 2 ? null : n,
    })),
    parts: ({ deep }: { deep?: boolean | null }) => (deep ? [items[0]] : null),
  }),
);

const carriers: Thing[] = [0, 1].map(
  (n): Thing => ({
    __typename: 'Carrier',
    $id: `Carrier:${n}`,
    code: `k${n}`,
    name: n === 0 ? null : 'Snail & Co',
    phone: n === 1 ? null : '"112"',
    orders: () => orders.filter((_, index) => index % 2 === n),
  }),
);

const addresses: (Thing | null)[] = [0, 1].map((n) => ({
  __typename: 'Addr',
  $id: `Addr:${n}`,
  zip: `0${n}`,
  country: n === 0 ? null : { __typename: 'Country', $id: 'Country', code: 'DE', region: 'NORTH' },
  tags: n === 0 ? [['a', null], []] : null,
}));

const customers: Thing[] = [0, 1, 2].map((n): Thing => {
  const own = [[...addresses, null], null, []][n];
  return {
    __typename: 'Customer',
    $id: `Customer:${n}`,
    id: `c${n}`,
    kind: n === 0 ? 'FIRM' : 'PRIVATE',
    addresses: own,
    orders: () => (n === 2 ? null : [orders[n]]),
    zone: new Required(
      () => ({ addresses: own }),
      (needed, { upper }) => zoneOf(needed.addresses, upper),
    ),
    tags: new Required(
      () => ({ addresses: own }),
      (needed) => JSON.stringify(listOf(needed.addresses, 'tags')).length,
    ),
    limit: new Required(
      () => ({ kind: n === 0 ? 'FIRM' : 'PRIVATE' }),
      ({ kind }) => (kind === 'FIRM' ? 99.5 : 1),
    ),
  };
});

const payments: Thing[] = [
  { __typename: 'Card', $id: 'Card', amount: 5, when: null, number: '4711' },
  { __typename: 'Cash', $id: 'Cash', amount: 7.5, when: 2020, coins: [1, 2] },
  { __typename: 'Cash', $id: 'Cash:2', amount: 1, when: 1999, coins: null },
];

type Total = (args: { currency: string }) => number | null;

const orders: Thing[] = [0, 1, 2, 3].map((n): Thing => {
  const own = {
    lines: [0, 1].slice(0, n).map((line) => ({
      __typename: 'Line',
      $id: `Line:${n}.${line}`,
      qty: line + n,
      item: items[(line + n) % 3],
      gift: line === 0 ? null : true,
    })),
    payment: payments[n] ?? null,
    total: ({ currency }: { currency: string }) => (n === 2 ? null : n * (currency === 'USD' ? 1.5 : 1)),
    carrier: carriers[n % 2] ?? null,
  };
  return {
    __typename: 'Order',
    $id: `Order:${n}`,
    id: `o${n}`,
    ...own,
    ...requiringFields(own.lines, own.payment, own.total, own.carrier),
    customer: customers[n] ?? null,
    note: n === 1 ? null : `Note ${n}`,
    payments,
    stamp: n,
  };
});

function requiringFields(lines: unknown, payment: Thing | null, total: Total, carrier: Thing | null) {
  return {
    freight: new Required(
      () => ({ lines }),
      (needed, { express }) => freightOf(needed.lines, express),
    ),
    risk: new Required(
      () => ({ payment: shownPayment(payment) }),
      (needed) => JSON.stringify(shownPayment(needed.payment)),
    ),
    risks: new Required(
      () => ({ payments }),
      // Non-null in the schema.
      (needed) => (needed.payments as Thing[]).map((one) => `${one.number} ${one.coins} ${one.when}`),
    ),
    sum: new Required(
      () => ({ freight: freightOf(lines, false), total: total({ currency: 'USD' }) }),
      (needed) => (needed.total === null ? null : Number(needed.freight) + Number(needed.total)),
    ),
    dollars: new Required(
      () => ({ total: total({ currency: 'USD' }) }),
      (needed) => `$${needed.total}`,
    ),
    euros: new Required(
      () => ({ total: total({ currency: 'EUR' }) }),
      (needed, { cents }) => `€${needed.total}${cents ? '.00' : ''}`,
    ),
    label: new Required(
      () => ({ carrier }),
      (needed) => {
        // Non-null in the schema.
        const { code, phone } = needed.carrier as Thing;
        return `${code} ${phone}`;
      },
    ),
  };
}

function freightOf(lines: unknown, express: unknown): number {
  // What the schema says of lines, read from the world or from a reference.
  return (lines as Line[]).reduce(
    (sum, { qty, item }) => sum + qty * (item.weight ?? 0.5) + item.sizes.length + (item.sizes[0]?.h ?? 9),
    express ? 100 : 0,
  );
}

function zoneOf(from: unknown, upper: unknown): string {
  const text = JSON.stringify([
    listOf(from, 'zip'),
    listOf(from, 'country').map((one) => listOf([one], 'code', 'region')),
  ]);
  return upper ? text.toUpperCase() : text;
}

function listOf(things: unknown, ...fields: string[]): unknown[] {
  return Array.isArray(things)
    ? things.flatMap((one) => (one ? fields.map((field) => one[field]) : 'none'))
    : ['nothing'];
}

function shownPayment(payment: unknown): unknown {
  // A payment or nothing, by the schema.
  const { amount, number } = (payment ?? {}) as Thing;
  return payment && { amount, ...(number === undefined ? {} : { number }) };
}

/** Orders whose fields require others of other subgraphs: nested, on lists, on interfaces, with arguments, in chains. */
export const ordersScenario: Scenario = {
  name: 'orders',
  subgraphs: { sales, store, bank, freight, office },
  words: ['o0', 'o1', 'o3', 'c0', 'c1', 'i2'],
  dispensable: [],
  entities: [...items, ...carriers, ...customers, ...orders],
  query: {
    __typename: 'Query',
    orders: () => orders,
    order: byKey(orders, 'id'),
    customer: byKey(customers, 'id'),
    items: ({ skus }: { skus: string[] }) => skus.map((sku) => items.find((one) => one.sku === sku) ?? null),
  },
};
