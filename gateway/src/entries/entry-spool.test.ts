import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditClient, type AuditMessage, auditMessage } from '@manuel/audit/client';
import { newId } from '@manuel/service';
import { eventually, FakeSubgraph, silentLog, temporaryFolder } from '@manuel/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { EntrySpool } from './entry-spool.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

let path: string;
let audit: FakeSubgraph;
let gate: Promise<void>;
beforeEach(() => {
  path = join(folder.path, newId());
  gate = Promise.resolve();
  audit = new FakeSubgraph(async () => {
    await gate;
    return { data: { recordEntries: 1 } };
  });
});

const open = () => EntrySpool.open(path, new AuditClient('gateway', audit), silentLog);
const waiting = () => readdirSync(path).length;

function refusal(): AuditMessage {
  return auditMessage({
    caller: null,
    requestId: newId(),
    action: 'request.refuse',
    outcome: 'REFUSED',
    code: 'X',
  });
}

/** The ids of each delivery. */
function deliveries(): string[][] {
  return audit.received.map(({ request }) => {
    const { entries = [] } = request.variables ?? {};
    // What the spool delivers are messages.
    return (entries as AuditMessage[]).map(({ id }) => id);
  });
}

test('a refusal is on the disk, for its owner alone, before it is delivered', async () => {
  audit.goAway();
  const spool = await open();
  const message = refusal();
  await spool.add(message);
  expect(readdirSync(path)).toEqual([`${message.id}.json`]);
  expect(statSync(join(path, `${message.id}.json`)).mode & 0o777).toBe(0o600);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  await spool.stop();
  expect(waiting()).toBe(1);
});

test('what comes while a delivery is under way is delivered after it, each refusal once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const spool = await open();
  const messages = [refusal(), refusal(), refusal(), refusal()];
  const [first, ...rest] = messages;
  if (first !== undefined) await spool.add(first);
  await eventually(() => expect(audit.received).toHaveLength(1));
  for (const message of rest) await spool.add(message);
  resolve();
  await eventually(() => expect(waiting()).toBe(0));
  expect(deliveries().flat()).toEqual(messages.map(({ id }) => id));
  const last = refusal();
  await spool.add(last);
  await eventually(() => expect(waiting()).toBe(0));
  expect(deliveries().flat()).toEqual([...messages, last].map(({ id }) => id));
  await spool.stop();
});

test('what an earlier process left is delivered first, in batches and in its order', async () => {
  audit.goAway();
  const earlier = await open();
  const left = Array.from({ length: 230 }, refusal);
  for (const message of left) writeFileSync(join(path, `${message.id}.json`), JSON.stringify(message));
  await earlier.stop();
  audit.comeBack();
  const spool = await open();
  await eventually(() => expect(waiting()).toBe(0));
  await spool.stop();
  expect(deliveries().map((ids) => ids.length)).toEqual([100, 100, 30]);
  expect(deliveries().flat()).toEqual(left.map(({ id }) => id));
});

test('stopping tries once more to deliver', async () => {
  audit.goAway();
  const spool = await open();
  await spool.add(refusal());
  await eventually(() => expect(audit.missed).toBe(1));
  audit.comeBack();
  await spool.stop();
  expect(waiting()).toBe(0);
});
