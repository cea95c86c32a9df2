import { ChildScript } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { StopList } from './process.ts';

test('what was started last is stopped first, also when a stop fails', async () => {
  const stopped: string[] = [];
  const stops = new StopList();
  stops.add(async () => void stopped.push('first'));
  stops.add(() => Promise.reject(new Error('it hangs')));
  stops.add(async () => void stopped.push('last'));
  await expect(stops.stop()).rejects.toThrow('it hangs');
  expect(stopped).toEqual(['last', 'first']);
  await stops.stop();
  expect(stopped).toHaveLength(2);
});

test('a process that cannot start says why in one sentence and without a stack', async () => {
  const script = new ChildScript(`
    import { runUntilSignal, StartFailure } from '@manuel/service';
    await runUntilSignal(async () => { throw new StartFailure('Port 4000 is taken.'); });`);
  await expect(script.result()).rejects.toThrow(/\nManuel did not start\. Port 4000 is taken\.\n$/);
});

test('a process that does one thing prints one sentence when it fails, whatever it was', async () => {
  const script = new ChildScript(`
    import { runOnce } from '@manuel/service';
    await runOnce('Manuel did not migrate.', async () => { throw new TypeError('The table is full.'); });`);
  await expect(script.result()).rejects.toThrow(
    /^The script failed:\n\nManuel did not migrate\. The table is full\.\n$/,
  );
});

test.each([
  ['SIGTERM', 'left\nstopped\n'],
  ['SIGINT', 'stopped\n'],
])('at %s a process prints: %s', async (signal, printed) => {
  const script = new ChildScript(`
    import { runUntilSignal } from '@manuel/service';
    setTimeout(() => process.kill(process.pid, '${signal}'), 10);
    setInterval(() => undefined, 1_000);
    await runUntilSignal(async () => ({
      leave: async () => console.log('left'),
      stop: async () => console.log('stopped'),
    }));`);
  expect(await script.result()).toBe(printed);
});
