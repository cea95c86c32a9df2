import { setImmediate } from 'node:timers/promises';
import { ChildScript } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { BoxEmbedder } from './box-embedder.ts';

const box = new BoxEmbedder();
afterAll(() => box.close());

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

async function vectorOf(text: string): Promise<Float32Array> {
  const [vector] = await box.embed([text], 'interactive');
  if (vector === undefined) throw new Error('There is no vector.');
  return vector;
}

test.each([
  ['How do I reset the device?', 'Restoring the factory settings', 'The battery lasts for ten hours.'],
  ['The screen stays dark.', 'Nothing is shown on the display.', 'Clean the filter every month.'],
  ['Which port does the cable go into?', 'Plug it into the socket at the back.', 'Bake for twenty minutes.'],
])('"%s" is nearer to "%s" than to "%s"', async (text, near, far) => {
  const [vector, nearVector, farVector] = await Promise.all([vectorOf(text), vectorOf(near), vectorOf(far)]);
  expect(dot(vector, nearVector)).toBeGreaterThan(dot(vector, farVector) + 0.1);
});

test('vectors have the length 1 and as many numbers as is said', async () => {
  for (const text of ['', 'a', 'E-24', 'Ein Satz auf Deutsch.', '\ud800', 'word '.repeat(1_000)]) {
    const vector = await vectorOf(text);
    expect(vector).toHaveLength(box.dimensions);
    expect(dot(vector, vector)).toBeCloseTo(1, 5);
  }
});

test('a vector is the same whatever is embedded with it', async () => {
  const alone = await vectorOf('Hold the key for five seconds.');
  const [, , among] = await box.embed(
    ['Short.', 'word '.repeat(200), 'Hold the key for five seconds.', 'Something else.'],
    'batch',
  );
  expect(among).toEqual(alone);
});

test('of a long text the end is left out', async () => {
  const read = 'word '.repeat(254);
  expect(await vectorOf(`${read} dark screen`)).toEqual(await vectorOf(read));
  expect(await vectorOf(`dark screen ${read}`)).not.toEqual(await vectorOf(read));
});

test('what is interactive goes before what waits', async () => {
  const order: string[] = [];
  const batch = box.embed(
    Array.from({ length: 200 }, (_, index) => `Text ${index} of many.`),
    'batch',
  );
  const done = [
    batch.then(() => order.push('batch')),
    box.embed(['Who waits?'], 'interactive').then(() => order.push('interactive')),
    // The last of the batch is wanted urgently now.
    box.embed(['Text 199 of many.'], 'interactive').then(() => order.push('raised')),
  ];
  await Promise.all(done);
  expect(order).toEqual(['interactive', 'raised', 'batch']);
});

test('this thread is free while vectors are made', async () => {
  const batch = box.embed(
    Array.from({ length: 40 }, (_, index) => `${index} ${'word '.repeat(200)}`),
    'batch',
  );
  let turns = 0;
  let isOver = false;
  const over = batch.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    turns += 1;
    await setImmediate();
  }
  await over;
  // One held up by each text would have had about one turn a text.
  expect(turns).toBeGreaterThan(400);
});

test('whoever leaves is not embedded for any more', async () => {
  const controller = new AbortController();
  const texts = Array.from({ length: 500 }, (_, index) => `Unwanted ${index}.`);
  const left = box.embed(texts, 'batch', controller.signal);
  controller.abort(new Error('It left.'));
  await expect(left).rejects.toThrow('It left.');
  expect(box.waiting).toBe(0);
  await expect(box.embed(['Never.'], 'batch', controller.signal)).rejects.toThrow('It left.');
});

test('a text that two calls want outlives the one that leaves', async () => {
  const controller = new AbortController();
  const left = box.embed(['Wanted twice.'], 'batch', controller.signal);
  const kept = box.embed(['Wanted twice.'], 'batch');
  expect(box.waiting).toBe(1);
  controller.abort(new Error('It left.'));
  await expect(left).rejects.toThrow('It left.');
  expect(await kept).toEqual([await vectorOf('Wanted twice.')]);
});

test('a closed box says so', async () => {
  const other = new BoxEmbedder();
  const waiting = other.embed(['Too late.'], 'batch');
  await Promise.all([
    expect(waiting).rejects.toMatchObject({ code: 'UNAVAILABLE' }),
    other.close(),
    expect(other.embed(['Later still.'], 'batch')).rejects.toMatchObject({ code: 'UNAVAILABLE' }),
  ]);
});

test.each([
  ['ends by itself when nothing is waited for', ''],
  ['exits in the middle of a text', `void box.embed(texts, 'batch'); setTimeout(() => process.exit(0), 50);`],
  [
    'closes it in the middle of a text',
    `void box.embed(texts, 'batch').catch(() => undefined); setTimeout(() => box.close(), 50);`,
  ],
])('a process that has one %s', async (_, how) => {
  const script = new ChildScript(`
    import { BoxEmbedder } from '@manuel/embedding';
    const box = new BoxEmbedder();
    const texts = Array.from({ length: 100 }, (_, index) => index + ' word'.repeat(200));
    await box.start();
    await box.embed(['One.'], 'interactive');
    console.log('embedded');
    ${how}`);
  expect(await script.result()).toBe('embedded\n');
});
