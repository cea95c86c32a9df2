import { expect, test } from 'vitest';
import { periodsAt } from './quota.ts';

const limits = { perDay: 200, perMonth: 5000 };

test('a day ends at midnight UTC and a month with its last day', () => {
  const [day, month] = periodsAt(new Date('2026-12-31T23:59:59.999Z'), limits);
  expect(day).toMatchObject({ key: '2026-12-31', limit: 200, resetsAt: new Date('2027-01-01T00:00:00Z') });
  expect(month).toMatchObject({ key: '2026-12', limit: 5000, resetsAt: new Date('2027-01-01T00:00:00Z') });
});

test('a leap day is a day of its own', () => {
  const [day, month] = periodsAt(new Date('2028-02-29T00:00:00Z'), limits);
  expect(day.resetsAt).toEqual(new Date('2028-03-01T00:00:00Z'));
  expect(month.resetsAt).toEqual(new Date('2028-03-01T00:00:00Z'));
});
