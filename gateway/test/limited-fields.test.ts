import { readFileSync } from 'node:fs';
import { testCaller } from '@manuel/testkit';
import {
  buildSchema,
  type DirectiveDefinitionNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  parse,
} from 'graphql';
import { rateLimitDirective } from 'graphql-rate-limit-directive';
import { afterAll, expect, test } from 'vitest';
import { readFieldRates } from '../src/limits/field-rates.ts';
import { readSupergraph } from '../src/supergraph.ts';
import { GatewayTester, SUBGRAPHS } from './gateway-tester.ts';

const sdl = readSupergraph();
const schema = buildSchema(sdl, { assumeValid: true });
const rates = [...readFieldRates(sdl)].map(([coordinate, rate]) => ({ coordinate, ...rate }));

const gateway = await GatewayTester.start({ limits: { perMinute: 1_000, redisUrl: undefined } });
afterAll(() => gateway.stop());

test('the contract says of some fields how often they may be asked', () => {
  expect(rates.map(({ coordinate }) => coordinate)).toContain('Mutation.ask');
});

test.each(rates)('$coordinate is limited to $limit in $duration seconds', async ({ coordinate, limit }) => {
  const client = await gateway.as(testCaller({ id: `asks-${coordinate}`, roles: ['admin'] }));
  const most = await client.send(operationFor(coordinate, limit));
  expect(most.codes, most.toString()).not.toContain('RATE_LIMITED');
  expect(most.codes, most.toString()).not.toContain('GRAPHQL_VALIDATION_FAILED');
  expect(most.headers.get('ratelimit')).toContain(`"${coordinate}";r=0;`);
  const oneMore = await client.send(operationFor(coordinate, 1));
  oneMore.expectError('RATE_LIMITED', new RegExp(`^${coordinate} may be asked ${limit} times in`));
  expect(oneMore.status).toBe(429);
  expect(oneMore.errors[0]?.extensions).toMatchObject({ coordinate });
});

test.each(SUBGRAPHS)('%s defines @rateLimit as graphql-rate-limit-directive does', (name) => {
  const text = readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8');
  const theirs = definitionIn(rateLimitDirective().rateLimitDirectiveTypeDefs);
  expect(shapeOf(definitionIn(text))).toEqual(shapeOf(theirs));
});

function definitionIn(text: string): DirectiveDefinitionNode {
  const found = parse(text, { noLocation: true }).definitions.find(
    (node) => node.kind === 'DirectiveDefinition' && node.name.value === 'rateLimit',
  );
  return found?.kind === 'DirectiveDefinition' ? found : expect.fail('There is no @rateLimit.');
}

/** All but the words about it. */
function shapeOf(definition: DirectiveDefinitionNode): unknown {
  return JSON.parse(JSON.stringify(definition, (key, value) => (key === 'description' ? undefined : value)));
}

/** An operation that asks a field so many times, each under another name. */
function operationFor(coordinate: string, times: number): string {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) return expect.fail(`There is no ${coordinate}.`);
  const many = Array.from({ length: times }, (_, n) => `a${n}: ${asked(field)}`).join(' ');
  return wayTo(typeName, many);
}

/** The shortest operation in which fields of a type are selected. */
function wayTo(typeName: string, selection: string): string {
  for (const operation of ['query', 'mutation'] as const) {
    const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    if (root?.name === typeName) return `${operation} { ${selection} }`;
  }
  const steps = stepsTo(schema, typeName);
  return `{ ${steps.map((step) => `${step} {`).join(' ')} ${selection} ${steps.map(() => '}').join(' ')} }`;
}

function stepsTo(of: GraphQLSchema, typeName: string): string[] {
  const ways: { type: string; steps: string[] }[] = [{ type: of.getQueryType()?.name ?? '', steps: [] }];
  const seen = new Set<string>();
  for (const { type: name, steps } of ways) {
    if (name === typeName) return steps;
    const type = of.getType(name);
    if (seen.has(name) || !isObjectType(type)) continue;
    seen.add(name);
    for (const field of Object.values(type.getFields()))
      ways.push({ type: getNamedType(field.type).name, steps: [...steps, call(field)] });
  }
  return expect.fail(`Nothing leads to ${typeName}.`);
}

function asked(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  return `${call(field)}${isScalarType(type) || isEnumType(type) ? '' : ' { __typename }'}`;
}

function call({ name, args }: GraphQLField<unknown, unknown>): string {
  const given = args.filter(isRequiredArgument).map((one) => `${one.name}: ${literalOf(one.type)}`);
  return given.length === 0 ? name : `${name}(${given.join(', ')})`;
}

/** The plainest value that is right for a type. */
function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map((one) => `${one.name}: ${literalOf(one.type)}`).join(', ')} }`;
  }
  return ['Int', 'Float'].includes(type.name) ? '1' : type.name === 'Boolean' ? 'true' : '"1"';
}
