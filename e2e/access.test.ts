import { type Caller, newTokenKey, TokenIssuer } from '@manuel/identity';
import { type GraphqlAnswer, GraphqlTester, testCaller } from '@manuel/testkit';
import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
} from 'graphql';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { CALLERS, madeUp } from './access/callers.ts';
import { type ArgumentTexts, type FieldOperation, fieldOperations } from './access/field-operations.ts';
import { meets, readRules } from './access/rules.ts';
import { Constellation, PATIENT } from './constellation.ts';
import { textFile } from './files.ts';
import { User } from './user.ts';

vi.setConfig(PATIENT);

const rules = readRules();

/** Nothing of these may reach another workspace. */
const TITLE = 'Kettle of the workspace acme';
const QUESTION = 'How do I descale the kettle?';

interface Seeded {
  readonly operations: readonly FieldOperation[];
  readonly manualId: string;
  readonly questionId: string;
}

/** What there is to be had in the workspace acme, and an operation for each field. */
async function seed(constellation: Constellation): Promise<Seeded> {
  const author = new User(constellation, testCaller({ id: 'otto', roles: ['author'] }));
  const manualId = await author.addAndWait(
    textFile(
      'kettle.md',
      '# Descaling\n\nTo descale the kettle, boil water with vinegar and rinse it twice.\n',
    ),
    { title: TITLE },
  );
  const asked = await author.ask(QUESTION);
  const questionId = String(asked.at('ask', 'id'));
  const schema = await schemaOf(constellation);
  return { operations: fieldOperations(schema, argumentsFor(manualId, questionId)), manualId, questionId };
}

async function schemaOf(constellation: Constellation): Promise<GraphQLSchema> {
  const { data } = await constellation.as(testCaller()).send(getIntrospectionQuery());
  // The answer to the introspection query has its shape.
  return buildClientSchema(data as unknown as IntrospectionQuery);
}

/** Arguments with which everybody may ask and nothing is removed. */
function argumentsFor(manualId: string, questionId: string): ArgumentTexts {
  const nothing = 'ids: ["01a1f9c3-0000-7000-8000-000000000000"]';
  return {
    'Query.manual': `id: "${manualId}"`,
    'Query.question': `id: "${questionId}"`,
    'Query.searchPassages': 'text: "kettle"',
    'Mutation.requestUpload': `input: { fileName: "a.txt", byteSize: 1, sha256: "${'0'.repeat(64)}" }`,
    'Mutation.addManual': 'input: { uploadId: "01a1f9c3-0000-7000-8000-000000000000" }',
    'Mutation.replaceManual':
      'input: { id: "01a1f9c3-0000-7000-8000-000000000000", uploadId: "01a1f9c3-0000-7000-8000-000000000000" }',
    'Mutation.reingestManual': 'id: "01a1f9c3-0000-7000-8000-000000000000"',
    'Mutation.removeManual': 'id: "01a1f9c3-0000-7000-8000-000000000000"',
    'Mutation.ask': `input: { text: "${QUESTION}" }`,
    ...Object.fromEntries(
      ['Manuals', 'Queries', 'Usage'].flatMap((subgraph) =>
        ['redrive', 'discard'].map((verb) => [`Mutation.${verb}${subgraph}DeadLetters`, nothing]),
      ),
    ),
  };
}

/** The first field on the way that the scopes do not allow; undefined when all do. */
function refusedStep({ coordinates }: FieldOperation, scopes: readonly string[]): number | undefined {
  const refused = coordinates.findIndex((coordinate) => {
    const rule = rules.get(coordinate);
    if (rule === undefined) throw new Error(`${coordinate} is not in the table.`);
    return !meets(rule, (name) => scopes.includes(name));
  });
  return refused < 0 ? undefined : refused;
}

/** All that stands under response names, in lists too. */
function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (Array.isArray(value))
    return value.flatMap((one) => valuesAt(one, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return [value];
  return typeof value === 'object' && value !== null && name in value
    ? valuesAt((value as Record<string, unknown>)[name], rest)
    : [];
}

const refusalsIn = ({ errors }: GraphqlAnswer) =>
  errors.filter(({ extensions }) => ['FORBIDDEN', 'UNAUTHENTICATED'].includes(String(extensions?.code)));

/** What is not as the table says, of one answer; empty when all is. */
function surpriseIn(
  answer: GraphqlAnswer,
  operation: FieldOperation,
  refused: number | undefined,
  mode: string,
): string {
  const told = refusalsIn(answer);
  if (refused === undefined) return told.length === 0 ? '' : `refused: ${answer}`;
  const path = operation.path.slice(0, refused + 1);
  if (valuesAt(answer.data, path).some((value) => value !== null)) return `had: ${answer}`;
  if (mode === 'reject' || refused === 0) {
    return answer.status === 403 && told.length === 1 && !answer.data
      ? ''
      : `not refused as a whole: ${answer}`;
  }
  const around = valuesAt(answer.data, path.slice(0, -1)).filter((value) => value !== null);
  const at = told.every((error) => withoutIndices(error.path) === path.join('.'));
  return at && (told.length > 0 || around.length === 0) ? '' : `not told of: ${answer}`;
}

const withoutIndices = (path: readonly (string | number)[] = []) =>
  path.filter((step) => typeof step === 'string').join('.');

describe.each(['filter', 'reject'])('where operations are answered by the mode %s', (mode) => {
  const constellation = Constellation.forFile('one process', {
    settings: {
      ACCESS_MODE: mode,
      QUOTA_PER_DAY: 100_000,
      QUOTA_PER_MONTH: 100_000,
      RATE_LIMIT_PER_MINUTE: 0,
    },
  });
  let seeded: Seeded;
  beforeAll(async () => {
    seeded = await seed(constellation);
  });

  test('there is an operation for every field of the table that clients see', () => {
    const covered = new Set(seeded.operations.map(({ coordinate }) => coordinate));
    const hidden = [...rules]
      .filter(([, rule]) => rule.includes('service:'))
      .map(([coordinate]) => coordinate);
    expect([...rules.keys()].filter((coordinate) => !covered.has(coordinate))).toEqual(hidden);
  });

  test.each(CALLERS)(
    '$name has what the table allows, and nothing else',
    async ({ name, caller, scopes }) => {
      const client = constellation.as(caller);
      const counts = { allowed: 0, refused: 0 };
      const surprises: string[] = [];
      for (const operation of seeded.operations) {
        const refused = refusedStep(operation, scopes);
        counts[refused === undefined ? 'allowed' : 'refused'] += 1;
        const answer = await client.send(operation.text);
        const surprise = surpriseIn(answer, operation, refused, mode);
        if (surprise !== '') surprises.push(`${operation.coordinate} ${surprise}`);
        if (caller.workspace !== 'acme') expectNothingOfAcme(answer, seeded);
      }
      console.log(
        `${mode.padEnd(7)} ${name.padEnd(16)} ${JSON.stringify(counts)}, ${surprises.length} surprises`,
      );
      expect(surprises).toEqual([]);
    },
  );

  test.each(['nobody', 'expired', 'forged', 'alg none', 'an HMAC', 'wrong audience'])(
    'a caller whose token is %s has nothing at all',
    async (what) => {
      const admin = testCaller({ id: 'ada', roles: ['admin'] });
      const token = await tokenThatIs(what, constellation, admin);
      const client =
        token === null
          ? new GraphqlTester(constellation.graphqlUrl)
          : GraphqlTester.withToken(constellation.graphqlUrl, token);
      let refused = 0;
      for (const { text } of seeded.operations) {
        const answer = await client.send(text);
        expect([answer.status, answer.data ?? null, answer.codes], answer.toString()).toEqual([
          401,
          null,
          ['UNAUTHENTICATED'],
        ]);
        refused += 1;
      }
      console.log(
        `${mode.padEnd(7)} ${what.padEnd(16)} ${JSON.stringify({ allowed: 0, refused })}, 0 surprises`,
      );
    },
  );
});

function expectNothingOfAcme(answer: GraphqlAnswer, { manualId, questionId }: Seeded): void {
  const text = JSON.stringify(answer.data ?? null);
  for (const secret of [TITLE, 'vinegar', manualId, questionId])
    expect(text, answer.toString()).not.toContain(secret);
}

async function tokenThatIs(
  what: string,
  constellation: Constellation,
  caller: Caller,
): Promise<string | null> {
  const good = await constellation.token(caller);
  switch (what) {
    case 'nobody':
      return null;
    case 'expired':
      return constellation.token(caller, -120);
    case 'forged':
      return new TokenIssuer(newTokenKey()).issue(caller, 60);
    case 'alg none':
      return madeUp(good, { alg: 'none', typ: 'at+jwt' });
    case 'an HMAC':
      return madeUp(good, { alg: 'HS256', typ: 'at+jwt' });
    default:
      return constellation.token(caller, 60, 'another-service');
  }
}
