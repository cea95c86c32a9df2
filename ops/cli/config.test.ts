import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the data folder lies in the clone, wherever manuel is called from', () => {
  expect(readConfig({}).dataFolder).toBe(join(root, '.manuel'));
  expect(readConfig({ MANUEL_DATA_DIR: 'elsewhere' }).dataFolder).toBe(join(root, 'elsewhere'));
  expect(readConfig({ MANUEL_DATA_DIR: homedir() }).dataFolder).toBe(homedir());
});

test('NO_COLOR takes colour away, unless it is empty', () => {
  expect([{}, { NO_COLOR: '' }, { NO_COLOR: '1' }].map((each) => readConfig(each).color)).toEqual([
    true,
    true,
    false,
  ]);
});

test('a gateway that was moved to another port is found there', () => {
  expect(readConfig({}).url).toBe('http://127.0.0.1:4000/graphql');
  expect(readConfig({ PORT: '4900' }).url).toBe('http://127.0.0.1:4900/graphql');
  expect(readConfig({ PORT: '4900', MANUEL_URL: 'https://manuel.test/graphql' }).url).toBe(
    'https://manuel.test/graphql',
  );
});
