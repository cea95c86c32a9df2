import { testDatabase } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { migrate } from './migrate.ts';

const url = await testDatabase('identity', migrate);

test('the migrations make exactly the schema that the entities say', async () => {
  const database = await openDatabase(url);
  try {
    expect(await database.schemaDifference()).toBe('');
  } finally {
    await database.close();
  }
});
