import { buildSchema, graphql } from 'graphql';
import type { Dataset, Product, Review, User } from './dataset.ts';
import type { Operation } from './workloads.ts';

const schema = buildSchema(`
  type Query {
    me: User
    user(id: ID!): User
    users: [User]
    topProducts(first: Int = 5): [Product]
  }
  type User {
    id: ID!
    name: String
    username: String
    reviews: [Review]
  }
  type Review {
    id: ID!
    body: String
    product: Product
    author: User
  }
  type Product {
    upc: String!
    name: String
    price: Int
    weight: Int
    inStock: Boolean
    shippingEstimate: Int
    reviews: [Review]
  }
`);

/** The same data behind one schema in one process: what a gateway must answer, computed without any. */
export class Monolith {
  readonly #dataset: Dataset;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  /** The operation's data as a client reads it. @throws Error when the operation is wrong */
  async answer({ query, variables }: Operation): Promise<unknown> {
    const { data, errors } = await graphql({
      schema,
      source: query,
      rootValue: this.#root(),
      variableValues: variables ?? null,
    });
    if (errors?.[0]) throw errors[0];
    return JSON.parse(JSON.stringify(data));
  }

  #root() {
    const { users, products } = this.#dataset;
    return {
      me: () => this.#user(users[0]),
      user: ({ id }: { id: string }) => this.#user(this.#dataset.user(id)),
      users: users.map((user) => this.#user(user)),
      topProducts: ({ first }: { first: number }) =>
        products.slice(0, first).map((each) => this.#product(each)),
    };
  }

  #user(user: User | undefined): object | null {
    if (user === undefined) return null;
    return { ...user, reviews: () => this.#dataset.reviewsByUser().map((review) => this.#review(review)) };
  }

  #review(review: Review): object {
    return {
      ...review,
      product: () => this.#product(this.#dataset.product(review.upc)),
      author: () => this.#user(this.#dataset.author()),
    };
  }

  #product(product: Product | undefined): object | null {
    if (product === undefined) return null;
    const { upc, price, weight } = product;
    return {
      ...product,
      shippingEstimate: this.#dataset.shippingEstimate(upc, price, weight),
      reviews: () => this.#dataset.reviewsOf(upc).map((review) => this.#review(review)),
    };
  }
}
