import { testDatabase } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { hashPassword } from '../src/passwords.ts';
import { AccountRepository } from '../src/repositories/account-repository.ts';
import { AttemptRepository } from '../src/repositories/attempt-repository.ts';
import { RecordRepository } from '../src/repositories/record-repository.ts';
import { SignIn } from '../src/sign-in.ts';
import { sweep } from '../src/sweep.ts';
import { migrate } from './migrate.ts';

const database = await openDatabase(await testDatabase('identity', migrate));
afterAll(() => database.close());
const accounts = () => new AccountRepository(database.fork());

async function addAccount(name: string, passwordHash: string): Promise<void> {
  const now = new Date();
  await accounts().add({
    ...{ name, workspace: 'acme', roles: ['reader'], passwordHash },
    ...{ createdAt: now, passwordChangedAt: now, disabledAt: null },
  });
}

test('a hash that costs too little today is made anew when its password is known', async () => {
  const weak = await hashPassword('the password', { memoryKib: 64, passes: 1, lanes: 1 });
  await addAccount('ada', weak);
  const signIn = new SignIn(database);
  expect((await signIn.attempt('ada', 'wrong', '::1')).end).toBe('refused');
  expect((await accounts().byName('ada'))?.passwordHash).toBe(weak);
  expect((await signIn.attempt('ada', 'the password', '::1')).end).toBe('signed-in');
  const strong = (await accounts().byName('ada'))?.passwordHash;
  expect(strong).toMatch(/m=19456,t=2,p=1/);
  expect((await signIn.attempt('ada', 'the password', '::1')).end).toBe('signed-in');
  expect((await accounts().byName('ada'))?.passwordHash).toBe(strong);
});

test('many good sign-ins from one address are no flood', async () => {
  await addAccount('rita', await hashPassword('x', { memoryKib: 19_456, passes: 2, lanes: 1 }));
  const signIn = new SignIn(database);
  const ends = new Set<string>();
  for (let n = 0; n < 70; n += 1) ends.add((await signIn.attempt('rita', 'x', '10.0.0.1')).end);
  expect([...ends]).toEqual(['signed-in']);
});

test('one name is tried so often at most, from however many addresses, and so is one address', async () => {
  const signIn = new SignIn(database);
  const tries = async (of: (n: number) => [name: string, address: string], count: number) => {
    const ends: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const [name, address] = of(n);
      ends.push((await signIn.attempt(name, 'wrong', address)).end);
    }
    return ends.indexOf('throttled');
  };
  expect(await tries((n) => ['hunted', `10.1.0.${n}`], 32)).toBe(30);
  expect(await tries((n) => [`name-${n}`, '10.2.0.1'], 62)).toBe(60);
});

test('what is over is swept, and nothing else', async () => {
  const records = new RecordRepository(database.fork());
  const record = (id: string, seconds: number) => ({
    ...{ kind: 'Test', id, alias: null, grantId: null, sealed: '' },
    expiresAt: new Date(Date.now() + seconds * 1000),
  });
  await records.put(record('over', -1));
  await records.put(record('good', 60));
  await new AttemptRepository(database.fork()).count('over', -1);
  await sweep(database);
  expect(await records.byId('Test', 'over')).toBeNull();
  expect(await records.byId('Test', 'good')).not.toBeNull();
  expect(await new AttemptRepository(database.fork()).count('over', 60)).toMatchObject({ count: 1 });
});
