import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '@manuel/identity';
import type { FrontDoor } from './front-door.ts';
import { type Manual, manualOf } from './library.ts';
import { type Kept, User, type Workspace } from './user.ts';

const WORKSPACES = ['north', 'south', 'west'] as const;
const MANUALS_EACH = 12;
const QUESTIONS_EACH = 5;
const READY_DEADLINE_MS = 60_000;
const POLL_MS = 100;

/** Makes a token for anybody. */
type Issue = (caller: Caller) => Promise<string>;

/**
 * Fills the workspaces with manuals and lets each user ask some questions.
 * @returns the users, of all workspaces in turn
 * @throws Error when a manual is not read
 */
export async function setUp(door: FrontDoor, issue: Issue, count: number): Promise<User[]> {
  const workspaces: Workspace[] = [];
  for (const [number, name] of WORKSPACES.entries()) workspaces.push(await fill(door, issue, name, number));
  const users: User[] = [];
  for (let number = 1; number <= count; number += 1) {
    const workspace = workspaces[number % workspaces.length];
    if (workspace === undefined) continue;
    const token = await issue({ id: `user-${number}`, workspace: workspace.name, roles: ['author'] });
    users.push(new User(door, token, workspace, number));
  }
  await Promise.all(
    users.map(async (user) => {
      for (let turn = 0; turn < QUESTIONS_EACH; turn += 1) await user.does('ask');
    }),
  );
  return users;
}

async function fill(door: FrontDoor, issue: Issue, name: string, number: number): Promise<Workspace> {
  const auditorToken = await issue({ id: 'auditor', workspace: name, roles: ['auditor'] });
  const token = await issue({ id: 'librarian', workspace: name, roles: ['author'] });
  const librarian = new User(door, token, { name, manuals: [], auditorToken }, 0);
  const manuals: Kept[] = [];
  for (let place = 0; place < MANUALS_EACH; place += 1) {
    const index = number * MANUALS_EACH + place;
    const manual = manualOf(index);
    manuals.push({ id: await added(librarian, manual), index, manual });
  }
  for (const { id, manual } of manuals) await ready(librarian, id, manual);
  return { name, manuals, auditorToken };
}

async function added(librarian: User, manual: Manual): Promise<string> {
  const id = await librarian.addManual(manual);
  if (id === undefined) throw new Error(`${manual.title} was not taken.`);
  return id;
}

async function ready(librarian: User, id: string, { title }: Manual): Promise<void> {
  const end = Date.now() + READY_DEADLINE_MS;
  while (!(await librarian.isReady(id))) {
    if (Date.now() > end) throw new Error(`${title} was not read in time.`);
    await sleep(POLL_MS);
  }
}
