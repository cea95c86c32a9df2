import { readdir, readFile, stat } from 'node:fs/promises';
import { ApolloGateway } from '@apollo/gateway';
import Fastify, { type FastifyInstance } from 'fastify';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPlayground } from '../playground/build.ts';
import { tabs } from '../playground/tabs.ts';
import * as uploadDocuments from '../playground/upload-documents.ts';
import { takeOutAccess } from './authorization/supergraph-access.ts';
import { playground } from './playground.ts';

const distUrl = new URL('../playground/dist/', import.meta.url);

describe('the operations of the playground', () => {
  let schema: GraphQLSchema;

  beforeAll(async () => {
    const supergraphSdl = await readFile(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
    const gateway = new ApolloGateway({ supergraphSdl: takeOutAccess(supergraphSdl).bareSdl });
    ({ schema } = await gateway.load());
    await gateway.stop();
  });

  test.each(tabs.map(({ query, variables }) => ({ name: titleOf(query), query, variables })))(
    'the tab $name asks only for what the supergraph offers',
    ({ query, variables }) => {
      expect(validate(schema, parse(query))).toEqual([]);
      expect(Object.keys(JSON.parse(variables ?? '{}')).sort()).toEqual(variableNames(query));
    },
  );

  test('the tabs are named and ordered as the page shows them', () => {
    const names = ['Ask', 'FourSubgraphs', 'Manuals', 'Search', 'Usage', 'Audit', 'UploadByHand'];
    expect(tabs.map(({ query }) => titleOf(query))).toEqual(names);
  });

  test('the upload entry asks only for what the supergraph offers', () => {
    for (const document of Object.values(uploadDocuments)) {
      expect(validate(schema, parse(document)), document).toEqual([]);
    }
  });
});

describe('the bundle', () => {
  beforeAll(() => buildPlayground(), 120_000);

  test('is left alone while its sources stay the same', async () => {
    const before = await stat(new URL('index.html', distUrl));
    await buildPlayground();
    expect((await stat(new URL('index.html', distUrl))).mtimeMs).toBe(before.mtimeMs);
  });

  test('holds the workers and fonts and names no content delivery network', async () => {
    const names = await readdir(new URL('assets/', distUrl));
    for (const part of [
      /^graphql\.worker-.*\.js$/,
      /^json\.worker-.*\.js$/,
      /^editor\.worker-.*\.js$/,
      /^codicon-.*\.ttf$/,
    ]) {
      expect(names.filter((name) => part.test(name))).toHaveLength(1);
    }
    for (const name of names.filter((each) => /\.(js|css)$/.test(each))) {
      const text = await readFile(new URL(`assets/${name}`, distUrl), 'utf8');
      expect(text, name).not.toMatch(/jsdelivr|unpkg|esm\.sh|cdnjs|googleapis|gstatic|data:font/);
    }
  });
});

describe('the playground', () => {
  let app: FastifyInstance;

  beforeAll(async () => {
    await buildPlayground();
    app = Fastify();
    await app.register(playground({ demoToken: async () => 'demo', graphqlPath: '/graphql' }));
  }, 120_000);

  afterAll(() => app.close());

  test('is where the root leads to', async () => {
    const answer = await app.inject('/');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/playground']);
  });

  test('serves a page that is never stored and names only its own assets', async () => {
    const answer = await app.inject('/playground');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    const links = [...answer.body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((link) => !link?.startsWith('/playground/assets/'))).toEqual([]);
  });

  test('serves assets for good, compressed for those who take it', async () => {
    const script =
      (await readdir(new URL('assets/', distUrl))).find((name) => name.endsWith('.js')) ?? 'none';
    const plain = await app.inject(`/playground/assets/${script}`);
    expect(plain.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable' });
    const headers = { 'accept-encoding': 'gzip, br' };
    const packed = await app.inject({ url: `/playground/assets/${script}`, headers });
    expect(packed.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  test.each(['/', '/playground', '/playground/config.json', '/playground/assets/missing.js'])(
    'answers %s with a strict content security policy',
    async (url) => {
      const { headers } = await app.inject(url);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain(
        "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'",
      );
      expect(policy).not.toMatch(/https?:|\*|unsafe-eval|blob:/);
      expect(policy.match(/[a-z-]+ [^;]*'unsafe-inline'/g)).toEqual(["style-src 'self' 'unsafe-inline'"]);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    },
  );

  test('refuses to leave its assets folder', async () => {
    for (const path of ['../index.html', '..%2findex.html', '%2e%2e/built-from.txt', '..%5cindex.html']) {
      const { statusCode } = await app.inject(`/playground/assets/${path}`);
      expect([403, 404], path).toContain(statusCode);
    }
  });

  test.each(['localhost', 'localhost:4000', '127.0.0.1:80', '[::1]:4000', 'LOCALHOST:4000'])(
    'hands the demo token to a browser at %s',
    async (host) => {
      const answer = await app.inject({ url: '/playground/config.json', headers: { host } });
      expect(answer.json()).toEqual({ graphqlPath: '/graphql', demoToken: 'demo' });
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4000',
    'localhost:4000@evil.example',
    '10.0.0.5',
  ])('hands no token out under the name %s', async (host) => {
    const answer = await app.inject({ url: '/playground/config.json', headers: { host } });
    expect(answer.json()).toEqual({ graphqlPath: '/graphql', demoToken: null });
  });

  test('hands no token to another machine that claims to be this one', async () => {
    const headers = { host: 'localhost:4000' };
    const remote = await app.inject({ url: '/playground/config.json', headers, remoteAddress: '192.0.2.7' });
    expect(remote.json()).toMatchObject({ demoToken: null });
    const proxied = await app.inject({
      url: '/playground/config.json',
      headers: { ...headers, 'x-forwarded-for': '192.0.2.7' },
    });
    expect(proxied.json()).toMatchObject({ demoToken: null });
  });

  test.each([
    ['same-origin', 200],
    ['none', 200],
    ['same-site', 403],
    ['cross-site', 403],
  ])('answers a %s request for its configuration with %i', async (site, status) => {
    const answer = await app.inject({ url: '/playground/config.json', headers: { 'sec-fetch-site': site } });
    expect(answer.statusCode).toBe(status);
    expect(answer.body.includes('demo')).toBe(status === 200);
  });

  test('hands no token out where there is none', async () => {
    const bare = Fastify();
    await bare.register(playground({ demoToken: undefined, graphqlPath: '/graphql' }));
    const answer = await bare.inject('/playground/config.json');
    expect(answer.json()).toEqual({ graphqlPath: '/graphql', demoToken: null });
    await bare.close();
  });
});

/** The name of the first operation, after which GraphiQL names a tab. */
function titleOf(query: string): string {
  return /^(?:query|mutation) (\w+)/m.exec(query)?.[1] ?? query;
}

function variableNames(query: string): string[] {
  const names = parse(query).definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition' ? (definition.variableDefinitions ?? []) : [],
  );
  return names.map(({ variable }) => variable.name.value).sort();
}
