import { expect, test } from 'vitest';
import { plannerOver, planOf } from '../test/composed.ts';

test('a subgraph is entered by the key that it resolves, not by one that it only declares', () => {
  const planner = plannerOver({
    a: `type Query { order: Order }
      type Order @key(fields: "id") @key(fields: "number place") { id: ID! number: ID! place: ID! weight: Int }`,
    b: `type Query { sent: Order }
      type Order @key(fields: "number place", resolvable: false) @key(fields: "id") {
        id: ID! number: ID! place: ID! weight: Int @external price: Int @requires(fields: "weight")
      }`,
  });
  expect(planOf(planner, '{ sent { price } }')).toBe(
    [
      'Sequence',
      '  b: {sent{__typename id}}',
      '  at sent',
      '    a: {Order{__typename id}} => {...on Order{weight}}',
      '  at sent',
      '    b: {Order{__typename weight id}} => {...on Order{price}}',
    ].join('\n'),
  );
});

test('an only key stays, since it says that the type is known', () => {
  const planner = plannerOver({
    a: 'type Query { order: Order } type Order @key(fields: "id") { id: ID! weight: Int }',
    b: 'type Query { last: Order } type Order @key(fields: "id", resolvable: false) { id: ID! }',
  });
  expect(planOf(planner, '{ last { weight } }')).toContain('{Order{__typename id}} => {...on Order{weight}}');
});
