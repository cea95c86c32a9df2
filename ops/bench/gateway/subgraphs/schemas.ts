import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type { Dataset, Product, Review } from '../dataset.ts';

/** The subgraphs' names, which are also their paths. */
export const subgraphNames = ['accounts', 'inventory', 'products', 'reviews'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

type ProductKey = { upc: string; price?: unknown; weight?: unknown };

/** The file with a subgraph's schema. */
export function schemaPath(folder: string, name: SubgraphName): string {
  return join(folder, `${name}.fed2.graphql`);
}

/** Real subgraphs over the dataset, by name. @param folder with the schemas */
export function subgraphSchemas(folder: string, dataset: Dataset): Map<string, GraphQLSchema> {
  const resolvers = {
    accounts: accounts(dataset),
    inventory: inventory(dataset),
    products: products(dataset),
    reviews: reviews(dataset),
  };
  return new Map(
    subgraphNames.map((name) => {
      const typeDefs = parse(readFileSync(schemaPath(folder, name), 'utf8'));
      return [name, buildSubgraphSchema([{ typeDefs, resolvers: resolvers[name] }])];
    }),
  );
}

function accounts(dataset: Dataset) {
  return {
    Query: {
      me: () => dataset.users[0],
      user: (_: unknown, { id }: { id: string }) => dataset.user(id),
      users: () => dataset.users,
    },
    User: { __resolveReference: ({ id }: { id: string }) => dataset.user(id) },
  };
}

function inventory(dataset: Dataset) {
  return {
    Product: {
      // Price and weight stay what the gateway sent: they are not this subgraph's.
      __resolveReference: (key: ProductKey) => ({ ...key, inStock: dataset.product(key.upc)?.inStock }),
      shippingEstimate: ({ upc, price, weight }: ProductKey) => dataset.shippingEstimate(upc, price, weight),
    },
  };
}

function products(dataset: Dataset) {
  return {
    Query: {
      topProducts: (_: unknown, { first }: { first: number }): readonly Product[] =>
        dataset.products.slice(0, first),
    },
    Product: { __resolveReference: ({ upc }: ProductKey) => dataset.product(upc) },
  };
}

function reviews(dataset: Dataset) {
  return {
    Product: { reviews: ({ upc }: ProductKey) => dataset.reviewsOf(upc) },
    User: { reviews: () => dataset.reviewsByUser() },
    Review: {
      __resolveReference: ({ id }: { id: string }) => dataset.review(id),
      product: ({ upc }: Review) => ({ upc }),
      author: () => {
        const author = dataset.author();
        return author && { id: author.id, username: author.username };
      },
    },
  };
}
