import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scrape } from '@manuel/testkit';
import { describe, expect, test } from 'vitest';
import type { Stage } from './stage.ts';

/** What whoever scrapes every process reads. */
export function tellOfMetrics({ constellation }: Pick<Stage, 'constellation'>): void {
  const read = async (origin: string) => {
    const token = readFileSync(join(constellation.dataFolder, 'secrets/metrics-token'), 'utf8');
    return fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  };

  describe('metrics', () => {
    test('one token reads them of every process, and together they tell of every subgraph', async () => {
      const pages = await Promise.all(constellation.origins.map(read));
      expect(pages.map(({ status }) => status)).toEqual(constellation.origins.map(() => 200));
      const scrapes = await Promise.all(pages.map(async (page) => new Scrape(await page.text())));
      const told = (name: string, label: string) =>
        scrapes
          .flatMap((scrape) => scrape.samples(name))
          .map(({ labels }) => labels[label])
          .toSorted();
      const subgraphs = ['manuals', 'queries', 'usage'];
      const pools = ['audit', ...subgraphs, ...subgraphs.map((name) => `${name}_jobs`)];
      expect(told('db_client_connection_max', 'db_client_connection_pool_name')).toEqual(pools.toSorted());
      expect(told('manuel_cache_hits_total', 'manuel_cache_name')).toEqual(['manuals', 'queries']);
      const counted = new Set(told('db_client_operation_duration_seconds_count', 'db_namespace'));
      expect([...counted].map((name) => name?.split('.').at(-1))).toEqual(['audit', ...subgraphs]);
    });

    test('without it nobody does', async () => {
      const answers = await Promise.all(constellation.origins.map((origin) => fetch(`${origin}/metrics`)));
      expect(answers.map(({ status }) => status)).toEqual(constellation.origins.map(() => 401));
    });
  });
}
