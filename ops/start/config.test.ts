import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

/** Names that belong to no installation: a convention of terminals, and what only tests read. */
const FOREIGN = new Set(['NO_COLOR']);

function namesInConfigs(): Set<string> {
  const files = globSync('{gateway,subgraphs/*,ops/start,ops/cli}/**/{config,*-settings}.ts', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  const names = files.flatMap((file) =>
    [...readFileSync(`${root}/${file}`, 'utf8').matchAll(/^ +([A-Z][A-Z_]+): /gm)].map(
      ([, name = '']) => name,
    ),
  );
  const shared = ['lib/service/src/configuration.ts', 'lib/embedding/src/settings.ts']
    .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
    .join('');
  return new Set(
    [...names, ...[...shared.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name)].filter(
      (name) => !FOREIGN.has(name),
    ),
  );
}

/** What compose fills in from .env. */
function namesInCompose(): Set<string> {
  const compose = readFileSync(`${root}/compose.yaml`, 'utf8');
  return new Set([...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name));
}

test('.env.example names every setting that some process or compose.yaml reads, and no other', () => {
  const named = [...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
  const read = namesInConfigs().union(namesInCompose());
  expect(named.toSorted()).toEqual([...read].toSorted());
});

test('what .env.example sets is the default', () => {
  expect(readConfig(parseEnv(example))).toEqual(readConfig({}));
});

test('every wrong setting is listed at once, with what is allowed', () => {
  expect(() => readConfig({ PORT: 'many', REDIS_URL: 'nowhere', QUOTA_PER_DAY: '-1' })).toThrow(
    /PORT is "many": expected a port from 1 to 65535[\s\S]*REDIS_URL is set: expected a URL[\s\S]*QUOTA_PER_DAY is "-1": expected a whole number/,
  );
});
