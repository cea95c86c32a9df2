import { readFileSync, writeFileSync } from 'node:fs';
import { KeyRingFile, ringFileOf, rotateRing } from '@manuel/identity';
import { ChildScript, eventually, freePort, RecordingLog, temporaryFolder } from '@manuel/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { remoteSubgraph } from '../src/remote-subgraphs.ts';
import { GatewayTester } from './gateway-tester.ts';

const WORKERS = 6;
/** So many requests are answered in each phase. */
const REQUESTS = 100;
/** Longer than a key waits before it signs. */
const SIGNS_MS = 40_000;

const folder = temporaryFolder();
const recording = new RecordingLog();
let subgraph: ChildScript;
let keys: KeyRingFile;
let gateway: GatewayTester;

/** The usage subgraph as a process of its own, as far as `me` goes; its keys are those of the folder. */
function usageAt(port: number): ChildScript {
  return new ChildScript(`
    import { KeyRingFile, OriginVerifier } from '@manuel/identity';
    import { createLogger } from '@manuel/service';
    import { serverOf } from '@manuel/subgraph';
    const log = createLogger('usage', 'silent');
    const origins = new OriginVerifier(KeyRingFile.open(${JSON.stringify(folder.path)}, log), 'usage', null);
    const service = {
      subgraph: { execute: async (_asked, { caller }) => ({ data: { me: { id: caller.id } } }) },
      probes: {},
      routes: () => undefined,
      measure: () => undefined,
      onRefused: async () => undefined,
      stop: async () => undefined,
    };
    const { server } = serverOf(service, { name: 'usage', metricsToken: 'of-nobody-at-all', origins, log });
    await server.listen({ host: '127.0.0.1', port: ${port} });
    process.stdout.write('listening');
  `);
}

beforeAll(async () => {
  const port = await freePort();
  keys = KeyRingFile.open(folder.path, recording.log);
  subgraph = usageAt(port);
  await subgraph.printed('listening');
  gateway = await GatewayTester.start({
    subgraphs: { usage: remoteSubgraph('usage', `http://127.0.0.1:${port}/graphql`, keys) },
  });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  await subgraph.kill();
  keys.close();
  folder.remove();
});

test('while keys are rotated under load, no request between two processes fails', async () => {
  const ada = await gateway.as();
  const failures: string[] = [];
  let answered = 0;
  let isOver = false;
  const work = async () => {
    while (!isOver) {
      const answer = await ada.send('{ me { id } }');
      answered += 1;
      if (answer.errors.length > 0) failures.push(String(answer));
    }
  };
  const goOn = async () => {
    const enough = answered + REQUESTS;
    await eventually(() => expect(answered).toBeGreaterThan(enough));
  };
  const workers = Array.from({ length: WORKERS }, work);
  await goOn();

  // What somebody breaks by hand takes nothing from those who run.
  const file = ringFileOf(folder.path);
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, whole.slice(0, 50));
  await eventually(() => expect(recording.atLeast(50)).toHaveLength(1));
  await goOn();
  writeFileSync(file, whole);

  const first = rotateRing(folder.path);
  const second = rotateRing(folder.path);
  await goOn();
  await eventually(() => expect([first.id, second.id]).toContain(keys.current().id), SIGNS_MS);
  await goOn();
  await eventually(() => expect(keys.current().id).toBe(second.id), SIGNS_MS);
  await goOn();

  isOver = true;
  await Promise.all(workers);
  expect(failures).toEqual([]);
}, 120_000);
