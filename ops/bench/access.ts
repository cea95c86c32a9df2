import { isDeepStrictEqual } from 'node:util';
import { bareSchema, guardedSchema, type RequestContext, shieldedSchema } from '@manuel/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { pino } from 'pino';

// What the rules of a subgraph cost where they are asked most often: a list of 1,000 rows (maticzav/graphql-shield #812).
const ROWS = 1_000;
const ROUNDS = 41;
const CALLS = 10;

const typeDefs = parse(`
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.11"
    import: ["@key", "@authenticated", "@requiresScopes"]
  )
  type Query { rows: [Row!]! @authenticated }
  type Row @key(fields: "id") @requiresScopes(scopes: [["manuals:read"]]) {
    id: ID!
    title: String!
    product: String
    pages: Int @requiresScopes(scopes: [["audit:read"]])
  }`);

const rows = Array.from({ length: ROWS }, (_, index) => ({
  ...{ id: `${index}`, title: `Manual ${index}`, product: 'drill', pages: index },
}));
const resolvers = { Query: { rows: () => rows } };
const document = parse('{ rows { id title product pages } }');

const variants: readonly { readonly name: string; readonly schema: GraphQLSchema }[] = [
  { name: 'bare', schema: bareSchema(typeDefs, resolvers) },
  { name: 'guarded', schema: guardedSchema(typeDefs, resolvers) },
  { name: 'shield', schema: shieldedSchema(typeDefs, resolvers) },
];

function contextOfOne(): RequestContext {
  const caller = { id: 'ines', workspace: 'acme', roles: ['auditor' as const] };
  const log = pino({ level: 'silent' });
  return { origin: { caller, service: null, requestId: 'bench' }, log, signal: undefined };
}

async function answerOf(schema: GraphQLSchema): Promise<void> {
  const { data, errors } = await execute({ schema, document, contextValue: contextOfOne() });
  if (errors !== undefined || !isDeepStrictEqual(Object(data).rows.length, ROWS))
    throw new Error('The answer is wrong.');
}

/** Processor time of one call in microseconds. */
async function costOf(schema: GraphQLSchema): Promise<number> {
  const before = process.cpuUsage();
  for (let call = 0; call < CALLS; call += 1) await answerOf(schema);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

const found = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
for (const { schema } of variants) {
  const { data } = await execute({ schema, document, contextValue: contextOfOne() });
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(data)), { rows })) throw new Error('The answer is wrong.');
}
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { name, schema } of variants) found.get(name)?.push(await costOf(schema));
}

const medians = new Map([...found].map(([name, costs]) => [name, medianOf(costs.slice(1))]));
const bare = medians.get('bare') ?? Number.NaN;
for (const [name, micros] of medians)
  console.log(`${name.padEnd(8)} ${micros.toFixed(0).padStart(7)} µs  ${(micros / bare).toFixed(2)} x`);
console.log(
  JSON.stringify({
    rows: ROWS,
    microseconds: Object.fromEntries(medians),
    ratios: Object.fromEntries([...medians].map(([name, micros]) => [name, micros / bare])),
  }),
);

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
