import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartFailure } from '@manuel/service';
import { temporaryFolder } from '@manuel/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelFolder, readModel } from './model-files.ts';

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ path: folder, remove } = temporaryFolder());
  cpSync(modelFolder(), folder, { recursive: true });
});

afterEach(() => remove());

const read = () => readModel(pathToFileURL(`${folder}/`));

test('the model that npm brought is the one that is meant', async () => {
  const { weights } = await read();
  expect(weights.length).toBeGreaterThan(20_000_000);
});

test.each(['onnx/model_quantized.onnx', 'tokenizer.json', 'tokenizer_config.json'])(
  'a changed %s is named, with what to do',
  async (name) => {
    const file = join(folder, name);
    writeFileSync(file, ' ', { flag: 'a' });
    const reading = read();
    await expect(reading).rejects.toBeInstanceOf(StartFailure);
    await expect(reading).rejects.toThrow(`${file} is not the embedding model's: its SHA-256 is `);
    await expect(reading).rejects.toThrow('install the packages again (npm ci)');
  },
);

test('a missing file is named, with what to do', async () => {
  rmSync(join(folder, 'tokenizer.json'));
  await expect(read()).rejects.toThrow(join(folder, 'tokenizer.json'));
  await expect(read()).rejects.toThrow('Install the packages again (npm ci)');
});
