import { expect, test } from 'vitest';
import { Patience } from './patience.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED'), {
  code: 'ECONNREFUSED',
  syscall: 'connect',
});
const unnamed = Object.assign(new Error('getaddrinfo ENOTFOUND'), {
  ...{ code: 'ENOTFOUND', syscall: 'getaddrinfo' },
});
const bothRefused = new AggregateError([refused, refused], '');
const lost = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });

const query = () => ({ isQuery: true, losses: 0 });
const mutation = () => ({ isQuery: false, losses: 0 });

function patienceWithOneThatWasThere(milliseconds?: number): Patience {
  const patience = new Patience(milliseconds);
  patience.answered();
  return patience;
}

test.each([
  ['refused', refused],
  ['refused at each address', bothRefused],
  ['not found by its name', unnamed],
])('a call that was %s is sent again, be it a query or a mutation', (_what, error) => {
  const patience = patienceWithOneThatWasThere();
  expect(patience.allowsAgain(query(), error)).toBe(true);
  expect(patience.allowsAgain(mutation(), error)).toBe(true);
});

test('a subgraph that has not been there yet is not waited for', () => {
  expect(new Patience().allowsAgain(query(), refused)).toBe(false);
});

test('a subgraph that stays away is not waited for any more, until it has answered again', () => {
  const patience = patienceWithOneThatWasThere(0);
  expect(patience.allowsAgain(query(), refused)).toBe(false);
  const other = patienceWithOneThatWasThere();
  expect(other.allowsAgain(query(), refused)).toBe(true);
  other.answered();
  expect(other.allowsAgain(query(), refused)).toBe(true);
});

test('a call whose connection was lost is sent once more when it is a query', () => {
  const patience = patienceWithOneThatWasThere();
  const call = query();
  expect(patience.allowsAgain(call, lost)).toBe(true);
  expect(patience.allowsAgain(call, lost)).toBe(false);
  expect(patience.allowsAgain(mutation(), lost)).toBe(false);
});

test('a failure of another kind is told at once', () => {
  expect(patienceWithOneThatWasThere().allowsAgain(query(), new Error('The answer is too long.'))).toBe(
    false,
  );
});
