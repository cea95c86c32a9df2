import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { hostOf, openDataFolder, originOf, StopList } from '@manuel/service';
import { Child } from './child-process.ts';
import type { Config } from './config.ts';
import { addDemoAccounts } from './demo-accounts.ts';
import { checkPortIsFree } from './free-port.ts';
import { databaseFor, type Installation, type Progress, startOrStop } from './installation.ts';
import { ENTRY_POINT, PROCESSES, SUBGRAPHS } from './processes.ts';

/** Starts gateway and subgraphs as five processes that speak HTTP, as containers would run them. */
export function startFiveProcesses(
  config: Config,
  progress: Progress,
  people: Writable,
): Promise<Installation> {
  const stops = new StopList();
  return startOrStop(stops, () => start(config, progress, people, stops));
}

async function start(
  config: Config,
  progress: Progress,
  people: Writable,
  stops: StopList,
): Promise<Installation> {
  const dataFolder = openDataFolder(config.MANUEL_DATA_DIR);
  const log = createWriteStream(join(dataFolder, 'manuel.log'), { flags: 'a', mode: 0o600 });
  const database = await databaseFor(config, dataFolder, progress, stops);
  const settings = {
    ...config,
    MANUEL_DATA_DIR: dataFolder,
    DATABASE_URL: database.url,
  };
  const urls = {
    audit: config.AUDIT_URL,
    usage: config.USAGE_URL,
    manuals: config.MANUALS_URL,
    queries: config.QUERIES_URL,
  };
  const children: Child[] = [];
  const run = async (name: string, url: URL, setting: string) => {
    progress(name);
    await checkPortIsFree(url, setting);
    const child = new Child({
      ...{ name, log, people, healthUrl: new URL('/health/ready', url) },
      entry: new URL(`../../${PROCESSES.get(name)}/${ENTRY_POINT}`, import.meta.url),
      settings: { ...settings, HOST: hostOf(url), PORT: url.port },
    });
    stops.add(() => child.stop());
    await child.ready();
    children.push(child);
  };
  for (const name of SUBGRAPHS) {
    await run(name, new URL(urls[name]), `${name.toUpperCase()}_URL`);
  }
  const origin = originOf(config.HOST, config.PORT);
  await run('gateway', new URL(origin), 'PORT');
  const demoPasswords = await addDemoAccounts(config, database.url);
  return {
    ...{ origin, dataFolder, demoPasswords },
    ...{ database: config.DATABASE_URL === undefined ? 'embedded' : 'external' },
    failed: Promise.race([database, ...children].map(({ failed }) => failed)),
    stop: () => stops.stop(),
  };
}
