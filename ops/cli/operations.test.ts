import { readFile } from 'node:fs/promises';
import { ApolloGateway } from '@apollo/gateway';
import { takeOutAccess } from '@manuel/gateway';
import {
  execute,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import * as letterOperations from './letter-operations.ts';
import type { Operation } from './operation.ts';
import * as operations from './operations.ts';
import * as revisionOperations from './revision-operations.ts';

/** One of each; the compiler asks for a new one when an operation is added. */
const samples = {
  requestUpload: operations.requestUpload({ fileName: 'a.pdf', byteSize: 1, sha256: 'a'.repeat(64) }),
  addManual: operations.addManual({ uploadId: 'u', title: 't', product: 'p', language: 'en' }),
  readIngestion: operations.readIngestion('m'),
  listManuals: operations.listManuals({ first: 1, filter: { product: 'p', status: 'READY' } }),
  removeManual: operations.removeManual('m'),
  ask: operations.ask({ text: 't', manualIds: ['m'], product: 'p', idempotencyKey: 'k' }),
  readUsage: operations.readUsage(),
  listAuditEntries: operations.listAuditEntries({
    first: 1,
    filter: { action: 'a', target: 't', outcome: 'DONE' },
  }),
  listDeadLetters: letterOperations.listDeadLetters({ first: 1, ids: ['l'] }),
  changeDeadLetters: letterOperations.changeDeadLetters('redrive', 'manuals', ['l']),
  replaceManual: revisionOperations.replaceManual({ id: 'm', uploadId: 'u', title: 't', language: 'en' }),
  reingestManual: revisionOperations.reingestManual('m'),
} satisfies Record<
  | OperationName<typeof operations>
  | OperationName<typeof letterOperations>
  | OperationName<typeof revisionOperations>,
  Operation<unknown>
>;
type OperationName<Module> = {
  [Name in keyof Module]: Module[Name] extends (...args: never) => Operation<unknown> ? Name : never;
}[keyof Module];

describe.each(Object.entries(samples))('the operation %s', (_name, { document, variables, answer }) => {
  let schema: GraphQLSchema;

  beforeAll(async () => {
    const supergraphSdl = await readFile(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
    const gateway = new ApolloGateway({ supergraphSdl: takeOutAccess(supergraphSdl).bareSdl });
    ({ schema } = await gateway.load());
    await gateway.stop();
  });

  test('asks only for what the supergraph offers', () => {
    expect(validate(schema, parse(document))).toEqual([]);
  });

  test.each([
    ['full', false],
    ['null wherever it may be', true],
  ])('takes its variables, and every answer that is %s', async (_title, nulls) => {
    for (let member = 0; member < 3; member++) {
      const { data, errors } = await execute({
        schema,
        document: parse(document),
        variableValues: JSON.parse(JSON.stringify(variables)),
        fieldResolver: (_source, _arguments, _context, { returnType }) => sampleOf(returnType, nulls),
        typeResolver: (_value, _context, info, type) => memberOf(info.schema.getPossibleTypes(type), member),
      });
      expect(errors).toBeUndefined();
      expect(answer.safeParse(data).error).toBeUndefined();
    }
  });
});

/** Some value of a type, the same for each call. */
function sampleOf(type: GraphQLOutputType, nulls: boolean): unknown {
  if (nulls && !isNonNullType(type)) return null;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return [sampleOf(nullable.ofType, nulls)];
  if (isObjectType(nullable) || isAbstractType(nullable)) return {};
  if (isEnumType(nullable)) return nullable.getValues()[0]?.value;
  return { Int: 1, Float: 0.5, Boolean: true }[nullable.name] ?? '2026-11-20T08:15:00.000Z';
}

function memberOf(types: readonly { name: string }[], member: number): string {
  return types[member % types.length]?.name ?? '';
}
