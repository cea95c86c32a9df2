import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { eventually } from '@manuel/testkit';
import { expect } from 'vitest';

/** One process of this machine. */
interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** False for one that has ended and waits for its parent to notice. */
  readonly runs: boolean;
}

/**
 * The process and what it and its children started, as far as those are still theirs.
 * @param generations how many of them
 * @returns process ids, parents before their children
 */
export function processTree(root: number, generations = Number.POSITIVE_INFINITY): number[] {
  const all = processes();
  const tree = [root];
  let parents = [root];
  for (let generation = 0; generation < generations && parents.length > 0; generation++) {
    parents = all.filter(({ parent }) => parents.includes(parent)).map(({ pid }) => pid);
    tree.push(...parents);
  }
  return tree;
}

/** Which of the processes still run. */
export function runningOf(pids: readonly number[]): number[] {
  const running = new Set(
    processes()
      .filter(({ runs }) => runs)
      .map(({ pid }) => pid),
  );
  return pids.filter((pid) => running.has(pid));
}

/** Ends processes as the kernel does, with no chance to tidy up, and waits until they are gone. */
export async function killAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was gone already.
    }
  }
  await eventually(() => expect(runningOf(pids), 'still running').toEqual([]));
}

function processes(): ProcessRow[] {
  return existsSync('/proc/self/stat') ? fromProc() : fromPs();
}

function fromProc(): ProcessRow[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return names.flatMap((name) => {
    try {
      // The second field is the program's name in brackets, which may hold anything.
      const [state = '', parent = ''] = (
        readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1) ?? ''
      ).split(' ');
      return [{ pid: Number(name), parent: Number(parent), runs: state !== 'Z' && state !== 'X' }];
    } catch {
      return [];
    }
  });
}

function fromPs(): ProcessRow[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, state = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      runs: !state.startsWith('Z'),
    }));
}
