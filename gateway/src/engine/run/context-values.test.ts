import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { expect, test } from 'vitest';
import { Engine } from '../engine.ts';
import type { Channel } from '../subgraph-call.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@context", "@fromContext"])`;

const sdl = {
  house: `${LINK}
    type Query { rooms: [Room!]! }
    type Room @key(fields: "id") @context(name: "room") { id: ID! unit: String! lamps: [Lamp!]! }
    type Lamp @key(fields: "id") { id: ID! light(in: String @fromContext(field: "$room { unit }")): String }`,
  age: `${LINK} type Lamp @key(fields: "id") { id: ID! age: Int }`,
};

const rooms = [
  { id: 'r1', unit: 'lumen', lamps: [{ id: 'l1' }, { id: 'l2' }] },
  { id: 'r2', unit: 'watt', lamps: [{ id: 'l3' }] },
  { id: 'r3', unit: 'lumen', lamps: [] },
];
const lamp = {
  __resolveReference: (reference: object) => reference,
  light: ({ id }: { id: string }, args: { in?: string }) => `${id} in ${args.in}`,
};

function engineOver(sent: string[]): Engine {
  const services = Object.entries(sdl).map(([name, text]) => ({
    name,
    url: 'http://nowhere',
    typeDefs: parse(text),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) expect.fail(errors?.map(({ message }) => message).join('\n'));
  const resolvers = { Query: { rooms: () => rooms }, Lamp: lamp };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl.house), resolvers }]);
  const channelTo = (): Channel => ({
    async send({ query }, variables) {
      sent.push(variables);
      return execute({ schema, document: parse(query), variableValues: JSON.parse(variables) });
    },
  });
  return new Engine(supergraphSdl, channelTo);
}

test('an argument from a context has the value of the object around, one request for each value', async () => {
  const sent: string[] = [];
  const answer = await engineOver(sent).execute({
    document: parse('{ rooms { lamps { light } } }'),
    ...{ operationName: undefined, variables: {}, documentKey: 'lamps', context: null },
  });
  expect(JSON.parse(JSON.stringify(answer))).toEqual({
    data: {
      rooms: [
        { lamps: [{ light: 'l1 in lumen' }, { light: 'l2 in lumen' }] },
        { lamps: [{ light: 'l3 in watt' }] },
        { lamps: [] },
      ],
    },
  });
  expect(sent).toHaveLength(3);
});
