import { keyOf, textOf } from '@manuel/access';
import { buildASTSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SupergraphRefused } from '../engine/planning/index.ts';
import { Planner } from '../engine/planning/planner.ts';
import { takeOutAccess } from './supergraph-access.ts';
import { compose } from './test/guarded-federation.ts';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.11';

const supergraph = (imports: string, names: { signedIn: string; scopes: string; policy: string }) =>
  compose({
    notes: {
      sdl: `extend schema @link(url: "${FEDERATION}", import: ["@key"${imports}])
        type Query { notes: [Note!]! ${names.signedIn} }
        type Note @key(fields: "id") ${names.scopes}(scopes: [["manuals:read"]]) {
          id: ID!
          secret: String ${names.policy}(policies: [["service:queries"]])
        }`,
    },
  });

const CANONICAL = { signedIn: '@authenticated', scopes: '@requiresScopes', policy: '@policy' };
const plain = supergraph(', "@authenticated", "@requiresScopes", "@policy"', CANONICAL);

const needs = (sdl: string) => {
  const { types, fields } = takeOutAccess(sdl).written;
  return Object.fromEntries(
    [...types, ...fields]
      .filter(([, one]) => keyOf(one) !== '[false,[],[]]')
      .map(([at, one]) => [at, textOf(one)]),
  );
};

const RULES = {
  'Query.notes': 'a caller',
  Note: 'the scope manuals:read',
  'Note.secret': 'the policy service:queries',
};

describe('the rules of a supergraph', () => {
  test('are read and taken out, and the rest loads', () => {
    expect(needs(plain)).toEqual(RULES);
    const { bareSdl } = takeOutAccess(plain);
    expect(bareSdl).not.toMatch(/authenticated|requiresScopes|policy/i);
    const api = Planner.build(bareSdl).apiSchema;
    expect(
      Object.keys(api.getTypeMap()).filter((name) => name.includes('__') && !name.startsWith('__')),
    ).toEqual([]);
  });

  test.each([
    [
      'imported under other names',
      ', { name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@may" }, { name: "@policy", as: "@only" }',
      { signedIn: '@signedIn', scopes: '@may', policy: '@only' },
    ],
    [
      'in the namespace of the federation',
      '',
      {
        signedIn: '@federation__authenticated',
        scopes: '@federation__requiresScopes',
        policy: '@federation__policy',
      },
    ],
  ])('are the same when they are %s', (_how, imports, names) => {
    const renamed = supergraph(imports, names);
    expect(needs(renamed)).toEqual(RULES);
    const { bareSdl } = takeOutAccess(renamed);
    expect(Planner.build(bareSdl).apiSchema.getQueryType()?.getFields().notes).toBeDefined();
    expect(bareSdl).not.toMatch(/signedIn|@may|@only|authenticated|requiresScopes|policy/);
  });

  test('are the same when the supergraph itself names them otherwise, or the directive that links', () => {
    const renamed = plain
      .replace('authenticated/v0.1"', 'authenticated/v0.1", as: "signedIn"')
      .replaceAll('@authenticated', '@signedIn')
      .replace('policy/v0.1"', 'policy/v0.1", import: [{ name: "@policy", as: "@only" }]')
      .replaceAll('@policy', '@only')
      .replace('import: [{ name: "@only", as: "@only" }]', 'import: [{ name: "@policy", as: "@only" }]')
      .replace('link/v1.0"', 'link/v1.0", as: "core"')
      .replaceAll('@link', '@core')
      .replaceAll('link__', 'core__');
    expect(needs(renamed)).toEqual(RULES);
  });

  test('of a supergraph without any leave it as it is', () => {
    const open = compose({ notes: { sdl: 'type Query { a: Int }' } });
    expect(takeOutAccess(open).bareSdl).toBe(open);
  });
});

describe('what would be left unenforced refuses the supergraph:', () => {
  const unlinked = plain.replace(/\n {2}@link\(url: "https:\/\/specs.apollo.dev\/authenticated[^\n]*/, '');

  test.each([
    ['a rule that nothing links to', unlinked, /@authenticated on Query.notes is not linked/],
    [
      'a version that is not known',
      plain.replace('requiresScopes/v0.1', 'requiresScopes/v0.2'),
      /requiresScopes\/v0.2 is not known/,
    ],
    [
      'scopes that are no list of lists',
      plain.replace('scopes: [["manuals:read"]]', 'scopes: [[7]]'),
      /@requiresScopes on Note needs scopes, a list of lists of names/,
    ],
    [
      'scopes that are not given',
      plain.replace('@requiresScopes(scopes: [["manuals:read"]])', '@requiresScopes'),
      /@requiresScopes on Note needs scopes/,
    ],
    [
      'a policy that nobody decides on',
      plain.replace('service:queries', 'full-moon'),
      /Note.secret asks for the policy "full-moon"/,
    ],
    [
      'a rule where it guards nothing',
      plain.replace('url: String!) on ENUM_VALUE', 'url: String! @authenticated) on ENUM_VALUE'),
      /@authenticated stands where it guards nothing/,
    ],
  ])('%s', (_what, sdl, sentence) => {
    expect(sdl).not.toBe(plain);
    expect(() => takeOutAccess(sdl)).toThrow(SupergraphRefused);
    expect(() => takeOutAccess(sdl)).toThrow(sentence);
  });
});

test('a single name stands for a list of it, as everywhere in GraphQL', () => {
  const single = plain.replace('[["manuals:read"]]', '"manuals:read"');
  expect(buildASTSchema(parse(single), { assumeValid: true })).toBeDefined();
  expect(needs(single)).toEqual(RULES);
});
