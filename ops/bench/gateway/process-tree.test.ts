import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandOf, coreTime, treeOf, usageOf, usageOfTree } from './process-tree.ts';

describe.runIf(existsSync('/proc/stat'))('usageOfTree', () => {
  it('counts the memory and time of children as well', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setTimeout(() => {}, 30_000)']);
    await once(child.stdout, 'data');
    const alone = usageOfTree(child.pid ?? 0);
    const both = usageOfTree(process.pid);
    child.kill();
    expect(alone.rssMb).toBeGreaterThan(10);
    expect(both.rssMb).toBeGreaterThan(alone.rssMb + 10);
    expect(both.cpuMs).toBeGreaterThanOrEqual(alone.cpuMs);
  });

  it('finds nothing of a process that is not there', () => {
    expect(usageOfTree(-1)).toEqual({ cpuMs: 0, rssMb: 0 });
  });

  it('tells the processes of a tree apart by their commands', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setTimeout(() => {}, 30_000)', 'a child']);
    await once(child.stdout, 'data');
    const found = treeOf(process.pid).filter((id) => commandOf(id).includes('a child'));
    const { rssMb } = usageOf(found);
    child.kill();
    expect(found).toEqual([child.pid]);
    expect(rssMb).toBeGreaterThan(10);
    expect(commandOf(-1)).toEqual([]);
  });

  it('finds a core, and all together, less busy than time has passed', () => {
    const { busyMs, totalMs } = coreTime(0);
    expect(busyMs).toBeGreaterThan(0);
    expect(totalMs).toBeGreaterThan(busyMs);
    expect(coreTime('all').busyMs).toBeGreaterThanOrEqual(busyMs);
  });
});
