import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coreTime, usageOfTree } from './process-tree.ts';

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

  it('finds a core less busy than time has passed', () => {
    const { busyMs, totalMs } = coreTime(0);
    expect(busyMs).toBeGreaterThan(0);
    expect(totalMs).toBeGreaterThan(busyMs);
  });
});
