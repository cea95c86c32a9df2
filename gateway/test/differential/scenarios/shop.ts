import { Required, type Scenario, type Thing } from '../world.ts';
import { byKey, first, take } from './lookups.ts';

const users = `
  type Query { users(first: Int = 3, role: Role): [User!] user(id: ID!): User me: User! search(filter: UserFilter!): [User] echo(filter: UserFilter, any: JSON): String }
  enum Role { ADMIN EDITOR READER }
  scalar JSON
  input UserFilter { names: [String!], role: Role = READER, limit: Int! = 2, near: Near }
  input Near { city: String!, within: Float = 1.5 }
  type User @key(fields: "id") @key(fields: "email") {
    id: ID! email: String! name: String @shareable nick(prefix: String = "~", upper: Boolean): String! age: Int height: Float!
    role: Role roles: [Role!]! settings: JSON matrix: [[Int!]]! address: Address friends(first: Int = 2): [User!]!
    best: User isActive: Boolean!
  }
  type Address { street: String city: String! geo: Geo }
  type Geo { lat: Float! lng: Float! }
`;

const products = `
  type Query { products(first: Int! = 3, upcs: [ID!]): [Product] product(upc: ID!): Product topProduct: Product! }
  enum Currency { EUR USD }
  type Product @key(fields: "upc") @key(fields: "sku brand { id }") {
    upc: ID! sku: String! @shareable brand: Brand! @shareable name: String! price(currency: Currency = USD): Float
    weight: Int dims: Dims tags: [[String!]!] related(first: Int = 2): [Product!]
  }
  type Brand @key(fields: "id") { id: ID! label: String }
  type Dims { w: Int! h: Int }
`;

const reviews = `
  type Query { latestReviews(first: Int = 3): [Review!]! review(id: ID!): Review }
  type Mutation { review(input: ReviewInput!): ReviewAnswer! count(by: Int = 1): Int! }
  input ReviewInput { upc: ID! body: String = "none" stars: Int! = 3 }
  type ReviewAnswer { number: Int! text: String review: Review }
  type Review @key(fields: "id") {
    id: ID! body(max: Int): String stars: Int! author: User @provides(fields: "name") product: Product! replies: [Review]
  }
  type User @key(fields: "id") { id: ID! name: String @external reviews(first: Int = 2): [Review!]! favourite: Product }
  type Product @key(fields: "upc") { upc: ID! reviews(minStars: Int = 0): [Review] score: Float! }
`;

const inventory = `
  type Mutation { move(by: Int!): Movement }
  type Movement { position: Int! }
  type Product @key(fields: "sku brand { id }") {
    sku: String! @shareable brand: Brand! @shareable stock: Int! warehouse: Warehouse
    price(currency: Currency = USD): Float @external weight: Int @external dims: Dims @external
    shipping(express: Boolean = false): String @requires(fields: "price(currency: EUR) weight dims { w h }")
    volume: Int @requires(fields: "dims { w h }")
  }
  enum Currency { EUR USD }
  type Dims @external { w: Int! h: Int }
  type Brand @key(fields: "id") { id: ID! country: String! }
  type Warehouse { name: String! keeper: User shelves: [Shelf!]! }
  type Shelf { number: Int! products: [Product!] }
  type User @key(fields: "email", resolvable: false) { email: String! }
`;

const state: Record<'users' | 'products' | 'reviews', Thing[]> = { users: [], products: [], reviews: [] };
const brands = [0, 1, 2].map(
  (n): Thing => ({
    __typename: 'Brand',
    $id: `Brand:${n}`,
    id: `b${n}`,
    label: n === 1 ? null : `Brand ${n}`,
    country: ['DE', 'FR', 'JP'][n],
  }),
);

state.users = [0, 1, 2, 3, 4].map(
  (n): Thing => ({
    __typename: 'User',
    $id: `User:${n}`,
    id: `u${n}`,
    email: `u${n}@example.org`,
    name: n === 2 ? null : `User "${n}"`,
    nick: (args: { prefix?: string | null; upper?: boolean | null }) =>
      `${args.prefix}${args.upper ? 'NICK' : 'nick'}${n}`,
    age: n === 3 ? null : 20 + n,
    height: 1.5 + n / 10,
    role: ['ADMIN', 'EDITOR', null, 'READER', 'READER'][n],
    roles: n % 2 === 0 ? ['READER'] : ['ADMIN', 'EDITOR'],
    settings: [null, { theme: 'dark', __proto__: null, list: [1, { x: null }] }, 'plain', 3, [true]][n],
    matrix: [[[1, 2], null, []], [[3]], [], [null], [[4, 5], [6]]][n],
    address:
      n === 1
        ? null
        : {
            __typename: 'Address',
            $id: `Address:${n}`,
            street: n === 2 ? null : `Street ${n}`,
            city: `City ${n}`,
            geo: n === 3 ? null : { __typename: 'Geo', $id: `Geo:${n}`, lat: n + 0.5, lng: -n },
          },
    friends: (args: { first?: number | null }) => take(state.users, n + 1, first(args)),
    best: () => (n === 4 ? null : state.users[n + 1]),
    isActive: n % 2 === 1,
    reviews: (args: { first?: number | null }) => take(state.reviews, n, first(args)),
    favourite: () => (n === 0 ? null : state.products[n % 4]),
  }),
);

state.products = [0, 1, 2, 3].map((n): Thing => {
  const price = (args: { currency?: string | null }) =>
    n === 3 ? null : 10 * n + (args.currency === 'EUR' ? 0.5 : 1);
  const dims = n === 1 ? null : { __typename: 'Dims', $id: `Dims:${n}`, w: n, h: n === 2 ? null : n * 2 };
  const weight = n === 0 ? null : n * 100;
  return {
    __typename: 'Product',
    $id: `Product:${n}`,
    upc: `p${n}`,
    sku: `s${n % 2}`,
    brand: brands[n >> 1],
    name: `Product ${n}`,
    price,
    weight,
    dims,
    tags: [null, [], [['a', 'b'], []], [['c']]][n],
    related: (args: { first?: number | null }) => (n === 2 ? null : take(state.products, n + 1, first(args))),
    reviews: (args: { minStars?: number | null }) =>
      state.reviews.map((one) => (Number(one.stars) >= (args.minStars ?? 0) ? one : null)),
    score: n + 0.25,
    stock: n * 7,
    warehouse:
      n === 3
        ? null
        : {
            __typename: 'Warehouse',
            $id: `Warehouse:${n}`,
            name: `W${n}`,
            keeper: () => (n === 0 ? null : state.users[n]),
            shelves: [0, 1].map((shelf) => ({
              __typename: 'Shelf',
              $id: `Shelf:${n}.${shelf}`,
              number: shelf,
              products: () => (shelf === 0 ? take(state.products, n, 2) : null),
            })),
          },
    shipping: new Required(
      () => ({ price: price({ currency: 'EUR' }), weight, dims: dims && { w: dims.w, h: dims.h } }),
      (needed, args) => JSON.stringify([needed.price, needed.weight, sizes(needed.dims), args.express]),
    ),
    volume: new Required(
      () => ({ dims }),
      (needed) => sizes(needed.dims)?.reduce<number>((all, one) => all * (one ?? 1), 1) ?? null,
    ),
  };
});

state.reviews = [0, 1, 2, 3, 4, 5].map(
  (n): Thing => ({
    __typename: 'Review',
    $id: `Review:${n}`,
    id: `r${n}`,
    body: (args: { max?: number | null }) => (n === 4 ? null : `Review number ${n}`.slice(0, args.max ?? 99)),
    stars: n,
    author: () => (n === 5 ? null : state.users[n % 3]),
    product: () => state.products[n % 4],
    replies: () => (n % 2 === 0 ? [state.reviews[(n + 1) % 6], null] : null),
  }),
);

function sizes(dims: unknown): (number | null)[] | null {
  // Dims or nothing, by the schema.
  const { w, h } = (dims ?? {}) as { w?: number; h?: number | null };
  return w === undefined || h === undefined ? null : [w, h];
}

/** Users, products, reviews and stock: several and composite keys, deep recursion, `@requires` with arguments, `@provides`. */
export const shopScenario: Scenario = {
  name: 'shop',
  subgraphs: { users, products, reviews, inventory },
  words: ['u0', 'u2', 'p0', 'p1', 'p3', 'r1', 'r4', 'City 1'],
  dispensable: ['reviews', 'inventory'],
  entities: [...brands, ...state.users, ...state.products, ...state.reviews],
  query: {
    __typename: 'Query',
    users: (args: { first?: number | null; role?: string | null }) =>
      take(state.users, 0, first(args)).filter(({ role }) => args.role == null || role === args.role),
    user: byKey(state.users, 'id'),
    me: () => state.users[1],
    search: (args: unknown) => [null, state.users[JSON.stringify(args).length % 5], state.users[0]],
    echo: (args: unknown) => JSON.stringify(args),
    products: (args: { first: number; upcs?: string[] | null }) =>
      take(state.products, 1, args.first).map((one) => (args.upcs?.includes(String(one.upc)) ? null : one)),
    product: byKey(state.products, 'upc'),
    topProduct: () => state.products[2],
    latestReviews: (args: { first?: number | null }) => take(state.reviews, 2, first(args)),
    review: byKey(state.reviews, 'id'),
  },
  mutation: {
    __typename: 'Mutation',
    review: ({ input }: { input: Record<string, unknown> }, world: { counter: number }) => ({
      __typename: 'ReviewAnswer',
      number: ++world.counter,
      text: JSON.stringify(input),
      review: state.reviews[1],
    }),
    count: (args: { by?: number | null }, world: { counter: number }) => {
      world.counter += args.by ?? 0;
      return world.counter;
    },
    move: (args: { by: number }, world: { counter: number }) => {
      world.counter = world.counter * 2 + args.by;
      return { __typename: 'Movement', position: world.counter };
    },
  },
};
