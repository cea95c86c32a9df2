import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const user = z.object({ id: z.string(), username: z.string(), name: z.string() });
const product = z.object({
  upc: z.string(),
  name: z.string(),
  price: z.number(),
  weight: z.number(),
  inStock: z.boolean(),
});
const review = z.object({ id: z.string(), body: z.string(), upc: z.string() });
const answer = z.object({ data: z.object({ users: z.array(user), topProducts: z.array(product) }) });

export type User = z.infer<typeof user>;
export type Product = z.infer<typeof product>;
export type Review = z.infer<typeof review>;

/** How many products there are with the made-up ones, which only the workloads of our own reach. */
const PRODUCTS = 400;

/**
 * What the four subgraphs know. Users, the first products and their stock are read out of the public answer, reviews out
 * of their own file. Products after those, and their reviews, are made up, the same in every run.
 */
export class Dataset {
  readonly users: readonly User[];
  readonly products: readonly Product[];
  readonly reviews: readonly Review[];
  readonly #productOf: ReadonlyMap<string, Product>;
  readonly #userOf: ReadonlyMap<string, User>;
  readonly #reviewOf: ReadonlyMap<string, Review>;
  readonly #publicProducts: ReadonlySet<string>;

  /** @param folder with `expected.json` and `reviews.json` */
  constructor(folder: string) {
    const { users, topProducts } = answer.parse(readJson(folder, 'expected.json')).data;
    const made = Array.from({ length: PRODUCTS - topProducts.length }, (_, index) =>
      madeProduct(topProducts.length + index + 1),
    );
    this.users = users;
    this.products = [...topProducts, ...made];
    this.reviews = [
      ...z.array(review).parse(readJson(folder, 'reviews.json')),
      ...made.flatMap(({ upc }) => madeReviews(upc)),
    ];
    this.#userOf = new Map(users.map((each) => [each.id, each]));
    this.#productOf = new Map(this.products.map((each) => [each.upc, each]));
    this.#reviewOf = new Map(this.reviews.map((each) => [each.id, each]));
    this.#publicProducts = new Set(topProducts.map(({ upc }) => upc));
  }

  user(id: string): User | undefined {
    return this.#userOf.get(id);
  }

  product(upc: string): Product | undefined {
    return this.#productOf.get(upc);
  }

  review(id: string): Review | undefined {
    return this.#reviewOf.get(id);
  }

  reviewsOf(upc: string): readonly Review[] {
    return this.reviews.filter((each) => each.upc === upc);
  }

  /** Everybody is said to have written the first two, as in the public benchmark. */
  reviewsByUser(): readonly Review[] {
    return this.reviews.slice(0, 2);
  }

  /** The first user has written every review, as in the public benchmark. */
  author(): User | undefined {
    return this.users[0];
  }

  /**
   * Null for the public products, whose price and weight the public benchmark's inventory drops; for the others it
   * needs both, so that a gateway which does not send them is found out.
   */
  shippingEstimate(upc: string, price: unknown, weight: unknown): number | null {
    if (this.#publicProducts.has(upc) || typeof price !== 'number' || typeof weight !== 'number') return null;
    return price > 1000 ? 0 : Math.floor(weight / 2);
  }
}

function readJson(folder: string, fileName: string): unknown {
  return JSON.parse(readFileSync(join(folder, fileName), 'utf8'));
}

function madeProduct(number: number): Product {
  return {
    upc: String(number),
    name: `Product "${number}"`,
    price: (number * 37) % 2000,
    weight: (number * 53) % 900,
    inStock: number % 3 > 0,
  };
}

function madeReviews(upc: string): Review[] {
  return Array.from({ length: Number(upc) % 3 }, (_, index) => ({
    id: `${upc}-${index}`,
    body: `Has served for ${index + 2} years.\nWould buy number ${upc} again – à bientôt.`,
    upc,
  }));
}
