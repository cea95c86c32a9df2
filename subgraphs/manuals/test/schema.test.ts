import { readFileSync } from 'node:fs';
import { testDatabase, unprotectedFields } from '@manuel/testkit';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { migrate } from './migrate.ts';

const url = await testDatabase('manuals', migrate);

test('the migrations make exactly the schema that the entities say', async () => {
  const database = await openDatabase(url);
  try {
    expect(await database.schemaDifference()).toBe('');
  } finally {
    await database.close();
  }
});

test('every field of the schema says who may have it', () => {
  const schema = readFileSync(new URL('../../../schema/manuals.graphql', import.meta.url), 'utf8');
  expect(unprotectedFields(parse(schema))).toEqual([]);
});
