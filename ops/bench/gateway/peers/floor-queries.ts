import { FloorClient } from './floor-client.ts';

interface User {
  id: string;
  username: string;
  name?: string;
  reviews?: readonly Review[];
}

interface Product {
  upc: string;
  name?: string;
  price?: number;
  weight?: number;
  inStock?: boolean;
  shippingEstimate?: number | null;
  reviews?: readonly Review[];
}

interface Review {
  readonly author?: User;
  readonly product?: Product;
}

interface Entities<Entity> {
  readonly _entities: readonly Entity[];
}

const writtenBy = 'reviews{id body product{upc}}';
const writtenAbout = `reviews{id body author{id username ${writtenBy}}}`;
const users = body('{users{id username name}}');
const topProducts = body('{topProducts{upc name price weight}}');
const threeProducts = body('{topProducts(first:3){upc name price weight}}');
const reviewsOfUsers = entitiesOf('User', `reviews{id body product{upc ${writtenAbout}}}`);
const reviewsOfProducts = entitiesOf('Product', writtenAbout);
const productFields = entitiesOf('Product', 'upc name price weight');
const userNames = entitiesOf('User', 'id name');
const stock = entitiesOf('Product', 'upc inStock shippingEstimate');

/** The big and the small query of the benchmark, each with the subgraph requests and the merging that it takes. */
export class FloorQueries {
  readonly #accounts: FloorClient;
  readonly #inventory: FloorClient;
  readonly #products: FloorClient;
  readonly #reviews: FloorClient;

  /** @param urlOf tells where a subgraph listens */
  constructor(urlOf: (subgraph: string) => string) {
    this.#accounts = new FloorClient(urlOf('accounts'));
    this.#inventory = new FloorClient(urlOf('inventory'));
    this.#products = new FloorClient(urlOf('products'));
    this.#reviews = new FloorClient(urlOf('reviews'));
  }

  small(authorization: string | undefined): Promise<unknown> {
    return this.#products.send(authorization, threeProducts);
  }

  /** Seven requests in four steps. */
  async big(authorization: string | undefined): Promise<unknown> {
    const [root, top] = await Promise.all([
      this.#accounts.send<{ users: User[] }>(authorization, users),
      this.#products.send<{ topProducts: Product[] }>(authorization, topProducts),
    ]);
    const { users: people } = root;
    const { topProducts: goods } = top;
    await Promise.all([
      this.#addReviews(authorization, reviewsOfUsers(keys(people, userKey)), people),
      this.#addReviews(authorization, reviewsOfProducts(keys(goods, productKey)), goods),
    ]);
    const nested = new Nested();
    for (const parent of [...people, ...goods]) nested.collect(parent.reviews);
    await Promise.all([
      this.#addFields(authorization, nested.products),
      this.#addNames(authorization, nested.users),
    ]);
    await this.#addStock(authorization, [...goods, ...nested.products]);
    return { users: people, topProducts: goods };
  }

  async #addReviews(authorization: string | undefined, request: string, parents: (User | Product)[]) {
    const { _entities } = await this.#reviews.send<Entities<User | Product>>(authorization, request);
    for (let index = 0; index < parents.length; index += 1) {
      const parent = parents[index];
      const reviews = _entities[index]?.reviews;
      if (parent && reviews) parent.reviews = reviews;
    }
  }

  async #addFields(authorization: string | undefined, products: readonly Product[]) {
    const request = productFields(keys(products, productKey));
    const { _entities } = await this.#products.send<Entities<Product>>(authorization, request);
    const byUpc = new Map(_entities.map((entity) => [entity.upc, entity]));
    for (const product of products) Object.assign(product, byUpc.get(product.upc));
  }

  async #addNames(authorization: string | undefined, people: readonly User[]) {
    const request = userNames(keys(people, userKey));
    const { _entities } = await this.#accounts.send<Entities<User>>(authorization, request);
    const byId = new Map(_entities.map((entity) => [entity.id, entity]));
    for (const person of people) Object.assign(person, byId.get(person.id));
  }

  async #addStock(authorization: string | undefined, products: readonly Product[]) {
    const request = stock(keys(products, stockKey));
    const { _entities } = await this.#inventory.send<Entities<Product>>(authorization, request);
    const byUpc = new Map(_entities.map((entity) => [entity.upc, entity]));
    for (const product of products) Object.assign(product, byUpc.get(product.upc));
  }
}

/** The users and products that reviews lead to, at any depth. */
class Nested {
  readonly users: User[] = [];
  readonly products: Product[] = [];

  collect(reviews: readonly Review[] | undefined): void {
    for (const { author, product } of reviews ?? []) {
      if (author) {
        this.users.push(author);
        this.collect(author.reviews);
      }
      if (product) {
        this.products.push(product);
        this.collect(product.reviews);
      }
    }
  }
}

function body(query: string): string {
  return JSON.stringify({ query });
}

/** Makes the request for entities out of their representations, which are JSON text. */
function entitiesOf(type: string, fields: string): (representations: string) => string {
  const query = `query($r:[_Any!]!){_entities(representations:$r){...on ${type}{${fields}}}}`;
  const head = `{"query":${JSON.stringify(query)},"variables":{"r":[`;
  return (representations) => `${head}${representations}]}}`;
}

function keys<Entity>(entities: readonly Entity[], keyOf: (entity: Entity) => string): string {
  return [...new Set(entities.map(keyOf))].join(',');
}

function userKey({ id }: User): string {
  return `{"__typename":"User","id":"${id}"}`;
}

function productKey({ upc }: Product): string {
  return `{"__typename":"Product","upc":"${upc}"}`;
}

function stockKey({ upc, price, weight }: Product): string {
  return `{"__typename":"Product","upc":"${upc}","price":${price},"weight":${weight}}`;
}
