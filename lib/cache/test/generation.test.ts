import { randomUUID } from 'node:crypto';
import { silentLog, testDatabase } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { Generation } from '../src/generation.ts';
import { MemoryStore } from '../src/memory-store.ts';
import { migrateNotes, openNotes } from './notes.ts';

const TRUST_MS = 1_000;
const HELD_UP_MS = 400;

test('nobody believes in a generation any more when it was outlived, also when the event loop was held up', async () => {
  const database = await openNotes(await testDatabase('notes', migrateNotes));
  const store = new MemoryStore();
  const generation = new Generation(database, store, silentLog);
  try {
    const heldUpUntil = performance.now() + HELD_UP_MS;
    while (performance.now() < heldUpUntil);
    const start = performance.now();
    await generation.outlive(randomUUID());
    expect(performance.now() - start).toBeGreaterThanOrEqual(TRUST_MS);
  } finally {
    await generation.close();
    store.close();
    await database.close();
  }
});
