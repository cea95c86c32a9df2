import { randomUUID } from 'node:crypto';
import { testDatabase } from '@manuel/testkit';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ManualsTester, NOTHING, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());
afterEach(() => manuals.audit.comeBack());

describe.each(['reader', 'auditor'] as const)('with the role %s', (role) => {
  test('an upload cannot be requested', async () => {
    const caller = newAuthor({ roles: [role] });
    (await manuals.announce(caller, 'drill.md', newMarkdown())).expectError('FORBIDDEN', /manuals:write/);
    expect(await manuals.left(caller.workspace)).toEqual(NOTHING);
    await manuals.expectEntries(caller.workspace, ['manuals.requestUpload REFUSED FORBIDDEN']);
  });

  test('a manual cannot be added, and the upload stays', async () => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
    (await manuals.add({ ...author, roles: [role] }, uploadId)).expectError('FORBIDDEN', /manuals:write/);
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, uploads: 1, files: 1 });
    await manuals.expectEntries(author.workspace, [
      'upload.request DONE',
      'manuals.addManual REFUSED FORBIDDEN',
    ]);
  });

  test('a manual cannot be removed, but is read', async () => {
    const author = newAuthor();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    const caller = { ...author, roles: [role] };
    (await manuals.remove(caller, id)).expectError('FORBIDDEN', /manuals:write/);
    (await manuals.ended(caller, id)).expectMatch({ manual: { id, status: 'READY' } });
    expect((await manuals.left(author.workspace)).manuals).toBe(1);
  });
});

test('an admin may do what an author may', async () => {
  const admin = newAuthor({ roles: ['admin'] });
  const id = await manuals.addReady(admin, 'drill.md', newMarkdown());
  (await manuals.remove(admin, id)).expectData({ removeManual: { __typename: 'ManualRemoved', id } });
});

test('a request without a signed origin is refused and told', async () => {
  const before = manuals.entries('').length;
  (await manuals.served.unsigned().send('{ manuals { totalCount } }')).expectError(
    'UNAUTHENTICATED',
    /gateway/,
  );
  await manuals.expectEntries('', Array(before + 1).fill('manuals.request REFUSED UNAUTHENTICATED'));
});

describe('while the audit subgraph is away', () => {
  test('everything goes on, and each entry is delivered once it is back', async () => {
    const author = newAuthor();
    manuals.audit.goAway();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    await manuals.remove(author, id);
    await manuals.remove(author, id);
    (await manuals.announce({ ...author, roles: ['reader'] }, 'a.md', newMarkdown())).expectError(
      'FORBIDDEN',
    );
    expect(manuals.entries(author.workspace)).toEqual([]);
    manuals.audit.comeBack();
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE', 'manual.remove DONE'],
      ...['manual.remove REFUSED NOT_FOUND', 'manuals.requestUpload REFUSED FORBIDDEN'],
    ]);
  });
});

test('an entry names who did what to which thing, in which request', async () => {
  const author = newAuthor();
  const answer = await manuals.remove(author, await manuals.addReady(author, 'drill.md', newMarkdown()));
  await manuals.expectEntries(author.workspace, [
    ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE', 'manual.remove DONE'],
  ]);
  const [upload, add, ingest, remove] = manuals.entries(author.workspace);
  const target = `manual:${answer.at('removeManual', 'id')}`;
  expect(upload).toMatchObject({ actorId: 'ann', target: expect.stringMatching(/^upload:[0-9a-f-]{36}$/) });
  for (const entry of [add, ingest, remove])
    expect(entry).toMatchObject({ actorId: 'ann', target, code: null });
  expect(ingest?.requestId).toBe(add?.requestId);
  expect(remove?.requestId).not.toBe(add?.requestId);
});

test('it is ready while its database answers', async () => {
  const response = await fetch(`${manuals.served.address}/health/ready`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok', dependencies: { postgres: { ok: true } } });
});

test('a mutation of an unknown name is refused as such', async () => {
  const answer = await manuals.served.as(newAuthor()).send(`mutation { drop${randomUUID().slice(0, 4)} }`);
  answer.expectError('GRAPHQL_VALIDATION_FAILED');
});
