import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphqlTester } from '@manuel/testkit';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Constellation, PATIENT } from './constellation.ts';

vi.setConfig(PATIENT);

const constellation = Constellation.forFile('one process');

const Made = z.object({ key: z.object({ id: z.string() }), apiKey: z.string(), signingSecret: z.string() });
const ME = '{ me { id } }';
const UPLOAD = `mutation { requestUpload(input: { fileName: "a.pdf", byteSize: 3, sha256: "${'0'.repeat(64)}" }) { __typename } }`;

async function newKey(...options: string[]): Promise<z.infer<typeof Made>> {
  const args = ['service-accounts', 'keys', 'add', 'importer', ...options];
  const { document, exit } = await constellation.manuel(...args);
  expect(exit, JSON.stringify(document)).toBe(0);
  return Made.parse(document);
}

function asking({ apiKey }: { readonly apiKey: string }): GraphqlTester {
  return GraphqlTester.withToken(constellation.graphqlUrl, apiKey);
}

test('a service account does what its key is good for, until the key is revoked', async () => {
  const made = await constellation.manuel('service-accounts', 'add', 'importer', '--role', 'author');
  expect(made.exit).toBe(0);
  const [whole, narrow] = [await newKey(), await newKey('--scope', 'usage:read', '--days', '1')];
  for (const key of [whole, narrow]) (await asking(key).send(ME)).expectData({ me: { id: 'svc.importer' } });
  (await asking(whole).send(UPLOAD)).expectMatch({ requestUpload: {} });
  (await asking(narrow).send(UPLOAD)).expectError('FORBIDDEN', /manuals:write/);

  const third = await constellation.manuel('service-accounts', 'keys', 'add', 'importer');
  expect({ exit: third.exit, document: third.document }).toMatchObject({
    ...{ exit: 2, document: { error: { code: 'CONFLICT' } } },
  });

  await constellation.stop();
  await constellation.start();
  (await asking(whole).send(ME)).expectData({ me: { id: 'svc.importer' } });

  const revoke = ['service-accounts', 'keys', 'revoke', 'importer', narrow.key.id];
  expect((await constellation.manuel(...revoke)).exit).toBe(0);
  // Nobody has shown it since the start, so nothing is known of it that could be old.
  (await asking(narrow).send(ME)).expectError('UNAUTHENTICATED', /revoked/);

  const { document } = await constellation.manuel('audit', '--limit', '100');
  const said = `${JSON.stringify(document)}\n${readFileSync(join(constellation.dataFolder, 'manuel.log'), 'utf8')}`;
  expect(said).toContain(`api-key:${narrow.key.id}`);
  for (const { apiKey, signingSecret } of [whole, narrow]) {
    expect(said).not.toContain(apiKey.slice(17, 60));
    expect(said).not.toContain(signingSecret);
  }
});
