import { expect, test } from 'vitest';
import { plannerOver, planOf } from '../test/composed.ts';

test('values of a context are fetched before what takes them, even if both come by requests of their own', () => {
  const planner = plannerOver({
    a: `type Query { hall: Hall }
      type Hall @key(fields: "id") { id: ID! seats: [Seat] } type Seat @key(fields: "id") { id: ID! row: Int }`,
    b: `type Hall @key(fields: "id") @context(name: "hall") { id: ID! heat: Int }
      type Seat @key(fields: "id") { id: ID! warmth(heat: Int @fromContext(field: "$hall { heat }")): Int }`,
    c: 'type Hall @key(fields: "id") { id: ID! rent: Int }',
  });
  expect(planOf(planner, '{ hall { rent seats { warmth } } }')).toBe(
    [
      'Sequence',
      '  a: {hall{__typename id seats{__typename id}}}',
      '  Parallel',
      '    at hall',
      '      c: {Hall{__typename id}} => {...on Hall{rent}}',
      '    Sequence',
      '      at hall',
      '        b: {Hall{__typename id}} => {...on Hall{heat}}',
      '      at hall.seats.@',
      '        b: {Seat{__typename id}} => {...on Seat{warmth(heat:$contextualArgument_2_0)}}',
    ].join('\n'),
  );
});
