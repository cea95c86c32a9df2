import { newTokenKey, TokenIssuer } from '@manuel/identity';
import { GraphqlTester } from '@manuel/testkit';
import { expect } from 'vitest';
import { z } from 'zod';
import type { BadInput } from './bad-input-case.ts';

const LARGEST_GRAPHQL_BODY_BYTES = 1024 * 1024;
const ANNOUNCE = `mutation {
  requestUpload(input: { fileName: "a.txt", byteSize: 1, sha256: "${'0'.repeat(64)}" }) { __typename }
}`;

/** Requests that bear no right token or no right operation. */
export const badRequests: readonly BadInput[] = [
  {
    name: 'no token',
    code: 'UNAUTHENTICATED',
    attempt: ({ constellation }) => onlyCode(new GraphqlTester(constellation.graphqlUrl), 401),
  },
  {
    name: 'an expired token',
    code: 'UNAUTHENTICATED',
    attempt: async ({ constellation, author }) => {
      const token = await constellation.token(author.caller, -60);
      return onlyCode(GraphqlTester.withToken(constellation.graphqlUrl, token), 401);
    },
  },
  {
    name: 'a token signed with another key',
    code: 'UNAUTHENTICATED',
    attempt: async ({ constellation, author }) => {
      const token = await new TokenIssuer(newTokenKey()).issue(author.caller, 600);
      return onlyCode(GraphqlTester.withToken(constellation.graphqlUrl, token), 401);
    },
  },
  {
    name: 'a token whose claims were changed',
    code: 'UNAUTHENTICATED',
    async attempt({ constellation, author }) {
      const [header, claims = '', signature] = (await constellation.token(author.caller)).split('.');
      const said = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), roles: ['admin'] };
      const forged = Buffer.from(JSON.stringify(said)).toString('base64url');
      return onlyCode(
        GraphqlTester.withToken(constellation.graphqlUrl, `${header}.${forged}.${signature}`),
        401,
      );
    },
  },
  {
    name: 'a question of 0 characters',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) => (await author.ask('')).at('ask', 'code'),
  },
  {
    name: 'a question of 100,000 characters',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) => (await author.ask('why '.repeat(25_000))).at('ask', 'code'),
  },
  {
    name: 'a body over the limit',
    code: 'TOO_LARGE',
    async attempt({ author }) {
      const answer = await author.ask('x'.repeat(LARGEST_GRAPHQL_BODY_BYTES));
      expect(answer.status).toBe(413);
      return answer.codes[0];
    },
  },
  {
    name: 'malformed GraphQL',
    code: 'GRAPHQL_PARSE_FAILED',
    attempt: ({ author }) => onlyCode(author.graphql, 200, 'mutation { ask(input: { text: "?" '),
  },
  {
    name: 'GraphQL that the contract does not know',
    code: 'GRAPHQL_VALIDATION_FAILED',
    attempt: ({ author }) => onlyCode(author.graphql, 200, 'mutation { eraseEverything }'),
  },
  {
    name: 'an operation that is not in the document',
    code: 'OPERATION_RESOLUTION_FAILURE',
    attempt: ({ author }) =>
      onlyCode(author.graphql, 400, 'query One { __typename } query Two { __typename }'),
  },
  {
    name: 'what is between the processes only',
    code: 'GRAPHQL_VALIDATION_FAILED',
    attempt: ({ author }) => onlyCode(author.graphql, 200, 'mutation { recordEntries(entries: []) }'),
  },
  {
    name: 'a body that is no JSON',
    code: 'BAD_REQUEST',
    async attempt({ constellation, author }) {
      const response = await fetch(constellation.graphqlUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await constellation.token(author.caller)}`,
        },
        body: '{"query": ',
      });
      expect(response.status).toBe(400);
      const Refused = z.object({
        errors: z.tuple([z.object({ extensions: z.object({ code: z.string() }) })]),
      });
      return Refused.parse(await response.json()).errors[0].extensions.code;
    },
  },
];

/** The only code of an operation's answer, which must have no data. */
async function onlyCode(graphql: GraphqlTester, status: number, operation = ANNOUNCE): Promise<unknown> {
  const answer = await graphql.send(operation);
  expect([answer.status, answer.data ?? null, answer.codes.length], answer.toString()).toEqual([
    status,
    null,
    1,
  ]);
  return answer.codes[0];
}
