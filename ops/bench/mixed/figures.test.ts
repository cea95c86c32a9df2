import { expect, test } from 'vitest';
import { sumOf } from './figures.ts';

test('all samples of a name are added up, and none of a name that is longer', () => {
  const page = `# HELP hits_total Hits.
# TYPE hits_total counter
hits_total{name="a b"} 3
hits_total{name="c"} 4.5
hits_total_more{name="c"} 100
alone 7
`;
  expect(sumOf(page, 'hits_total')).toBe(7.5);
  expect(sumOf(page, 'alone')).toBe(7);
  expect(sumOf(page, 'nothing')).toBe(0);
});
