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
