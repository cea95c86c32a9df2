import { readFileSync } from 'node:fs';
import type { Origin } from '@manuel/identity';
import { codeOf } from '@manuel/service';
import { guardedSchema, type RequestContext } from '@manuel/subgraph';
import { silentLog } from '@manuel/testkit';
import {
  defaultFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { CALLERS } from './access/callers.ts';
import { meets, readRules } from './access/rules.ts';

const rules = readRules();

/** Everybody who may call a subgraph: the gateway for a caller, and each process for itself. */
const origins: readonly {
  readonly name: string;
  readonly origin: Origin;
  readonly has: readonly string[];
}[] = [
  ...CALLERS.map(({ name, caller, scopes }) => ({
    name,
    origin: { caller, service: null, requestId: 'r1' },
    has: scopes,
  })),
  ...['gateway', 'manuals', 'queries', 'usage', 'stranger'].map((service) => ({
    name: `the process ${service}`,
    origin: { caller: null, service, requestId: 'r1' },
    has: [`service:${service}`],
  })),
];

/** What stands for a value where a rule let somebody through. */
const LET_IN = 'let in';

/** The subgraph's schema as it is served, with nothing behind its fields. */
function served(name: string): GraphQLSchema {
  const typeDefs = parse(readFileSync(new URL(`../schema/${name}.graphql`, import.meta.url), 'utf8'));
  return guardedSchema(typeDefs, {});
}

function fieldsOf(schema: GraphQLSchema): { type: GraphQLObjectType; field: string }[] {
  return Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !isSpecifiedScalarType(type))
    .filter(({ name }) => !name.startsWith('_'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => ({ type, field })));
}

/** What the field's own guard says, as when a request came past the gateway. */
async function guardOf(schema: GraphQLSchema, type: GraphQLObjectType, fieldName: string, origin: Origin) {
  const field = type.getFields()[fieldName] ?? expect.fail('There is no such field.');
  const context: RequestContext = { origin, log: silentLog, signal: undefined };
  const { resolve = defaultFieldResolver } = field;
  // Guards read no more than this of what graphql-js would tell them.
  const info = {
    ...{ fieldName, parentType: type, returnType: field.type, schema, path: { key: fieldName } },
    ...{ fieldNodes: [], fragments: {}, variableValues: {}, rootValue: undefined },
  } as unknown as GraphQLResolveInfo;
  try {
    const said = await resolve({ [fieldName]: LET_IN }, {}, context, info);
    return said instanceof Error ? codeOf(said) : said;
  } catch (error) {
    return codeOf(error) ?? String(error);
  }
}

/** What of a field's value somebody may read; a value without fields is readable itself. */
function readableIn(type: GraphQLObjectType, field: string, has: readonly string[]): string[] {
  const given = getNamedType(type.getFields()[field]?.type);
  if (!isObjectType(given)) return [field];
  const coordinates = Object.keys(given.getFields()).map((name) => `${given.name}.${name}`);
  return coordinates.filter((one) => meets(rules.get(one) ?? '', (name) => has.includes(name)));
}

describe.each(['manuals', 'queries', 'usage', 'audit'])(
  'the subgraph %s, reached around the gateway',
  (name) => {
    const schema = served(name);
    const fields = fieldsOf(schema).filter(({ field }) => !field.startsWith('_'));

    test.each(origins)('lets $name have what the table allows, and nothing else', async ({ origin, has }) => {
      const counts = { allowed: 0, refused: 0 };
      for (const { type, field } of fields) {
        const rule =
          rules.get(`${type.name}.${field}`) ?? expect.fail(`${type.name}.${field} is not in the table.`);
        const said = await guardOf(schema, type, field, origin);
        const allowed = said === LET_IN;
        counts[allowed ? 'allowed' : 'refused'] += 1;
        const may =
          origin.service !== null && rule === 'caller' ? true : meets(rule, (one) => has.includes(one));
        const coordinate = `${type.name}.${field}`;
        if (may) expect(said, coordinate).toBe(LET_IN);
        // The type of what a field gives may guard itself: then nothing in it may be had.
        else if (allowed) expect(readableIn(type, field, has), coordinate).toEqual([]);
        else expect(['FORBIDDEN', 'UNAUTHENTICATED'], coordinate).toContain(said);
      }
      console.log(`${name.padEnd(8)} ${JSON.stringify(counts)}`);
    });

    test('has a rule for every field', () => {
      expect(fields.filter(({ type, field }) => !rules.has(`${type.name}.${field}`))).toEqual([]);
      expect(fields.length).toBeGreaterThan(10);
    });
  },
);
