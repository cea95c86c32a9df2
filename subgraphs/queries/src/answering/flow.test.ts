import { expect, test } from 'vitest';
import { flow } from './flow.ts';

test('wrapped lines are joined', () => {
  expect(flow('Wash the filter with\nlukewarm water. Let it dry.')).toBe(
    'Wash the filter with lukewarm water. Let it dry.',
  );
});

test.each(['-', '•', '●', '○', '■', '1.', 'a)'])('items that begin with %s keep their lines', (sign) => {
  const steps = `${sign} Press start.\n${sign} Wait for the light.`;
  expect(flow(steps)).toBe(steps);
});
