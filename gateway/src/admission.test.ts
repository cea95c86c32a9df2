import { beforeEach, describe, expect, test } from 'vitest';
import { Admission } from './admission.ts';

/** A clock that the test sets; while the loop is slow, every look at it finds it 5 ms later. */
class Clock {
  milliseconds = 0;
  isSlow = false;
  readonly now = (): number => {
    if (this.isSlow) this.milliseconds += 5;
    return this.milliseconds;
  };
}

/** Operations that run until the test ends them. */
class Operations {
  readonly started: number[] = [];
  readonly #ends = new Map<number, () => void>();
  readonly #admission: Admission;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  begin(count: number): void {
    for (let index = 0; index < count; index++) {
      void this.#admission.run(() => {
        this.started.push(index);
        return new Promise<void>((resolve) => this.#ends.set(index, resolve));
      });
    }
  }

  end(index: number): void {
    this.#ends.get(index)?.();
  }
}

let clock: Clock;
let admission: Admission;
beforeEach(() => {
  clock = new Clock();
  admission = new Admission(clock.now);
});

/** Lets the admission see that the loop does not keep up. */
async function overload(): Promise<void> {
  clock.isSlow = true;
  for (let round = 0; round < 50; round++) {
    await Promise.all(Array.from({ length: 20 }, () => admission.run(async () => undefined)));
    await new Promise(setImmediate);
  }
}

test('operations run at once where the loop keeps up', async () => {
  const operations = new Operations(admission);
  operations.begin(500);
  expect(operations.started).toHaveLength(500);
});

test('an operation’s answer or failure is its own', async () => {
  await expect(admission.run(async () => 7)).resolves.toBe(7);
  await expect(admission.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

describe('where the loop does not keep up', () => {
  test('eight run, and the others follow one by one in their order', async () => {
    await overload();
    const operations = new Operations(admission);
    operations.begin(30);
    expect(operations.started).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const [turn, index] of [3, 0, 5].entries()) {
      operations.end(index);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(operations.started).toEqual(Array.from({ length: 9 + turn }, (_, started) => started));
    }
  });

  test('the place of one that fails is taken by the next', async () => {
    await overload();
    const operations = new Operations(admission);
    operations.begin(7);
    const failing = admission.run(() => Promise.reject(new Error('no')));
    const next = admission.run(async () => 'next');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('next');
  });

  test('nobody waits longer than 200 ms', async () => {
    await overload();
    const operations = new Operations(admission);
    operations.begin(30);
    clock.milliseconds += 300;
    await expect.poll(() => operations.started).toHaveLength(30);
  });

  test('all run again when the loop has caught up, though none has ended', async () => {
    await overload();
    const operations = new Operations(admission);
    operations.begin(100);
    clock.isSlow = false;
    await expect.poll(() => operations.started).toHaveLength(100);
  });
});
