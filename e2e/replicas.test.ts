import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openDatabase as openAudit } from '@manuel/audit/database';
import { cloneDatabase, type Database } from '@manuel/database';
import { openDatabase as openManuals } from '@manuel/manuals/database';
import { eventually, freePort, temporaryFolder } from '@manuel/testkit';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { Run } from './child-run.ts';
import { config } from './config.ts';
import { PATIENT } from './constellation.ts';

vi.setConfig(PATIENT);

const REPLICAS = 3;
const READY_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 30_000;

const subgraphs: Readonly<Record<string, (url: string) => Promise<Database>>> = {
  audit: openAudit,
  manuals: openManuals,
};

/** One subgraph's process on a port of its own. */
async function replica(name: string, settings: Readonly<Record<string, string>>) {
  const port = await freePort();
  const entry = fileURLToPath(new URL(`../subgraphs/${name}/src/main.ts`, import.meta.url));
  const env = { ...config.environment, ...settings, PORT: String(port) };
  const run = new Run(spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  return {
    run,
    isReady: () =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      ),
  };
}

test.each(Object.entries(subgraphs))(
  'three replicas of %s that start at once on an empty database all come up, and the schema is right',
  async (name, open) => {
    const template = `${inject('testRun')}_empty`;
    const empty = await cloneDatabase(inject('databaseUrl'), template, async () => undefined);
    onTestFinished(() => empty.drop());
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const settings = { DATABASE_URL: empty.url, MANUEL_DATA_DIR: folder.path };
    const replicas = await Promise.all(Array.from({ length: REPLICAS }, () => replica(name, settings)));
    try {
      for (const { run, isReady } of replicas)
        await eventually(async () => expect(await isReady(), run.stderr).toBe(true), READY_DEADLINE_MS);
      const database = await open(empty.url);
      expect(await database.schemaDifference()).toBe('');
      await database.close();
    } finally {
      for (const { run } of replicas) run.signal('SIGTERM');
      for (const { run } of replicas) {
        const { exit, stderr } = await run.ended(END_DEADLINE_MS);
        expect(exit, stderr).toBe(0);
      }
    }
  },
);
