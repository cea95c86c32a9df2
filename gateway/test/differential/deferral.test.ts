import { expect, it } from 'vitest';
import { DeferCampaign } from './defer-campaign.ts';
import { Federation } from './federation.ts';
import { mediaScenario } from './scenarios/media.ts';
import { ordersScenario } from './scenarios/orders.ts';
import { petsScenario } from './scenarios/pets.ts';
import { roomsScenario } from './scenarios/rooms.ts';
import { shopScenario } from './scenarios/shop.ts';
import { valuesScenario } from './scenarios/values.ts';

/*
 * Generated operations with `@defer` on their fragments, answered in parts by the engine, put together as clients do
 * it (deep merging, and adding what is new alone), and compared with the answer that graphql-js gives without `@defer`:
 * equal data, whatever the order of keys, and errors at the same paths, brought to one form as in
 * `differential.test.ts`, which also lists what is left out. A null that has nowhere to go but beyond a part makes the
 * part fail: what stands there, or at the null of graphql-js around it, is not compared, and errors below it are one.
 */
const SCENARIOS = [shopScenario, mediaScenario, petsScenario, ordersScenario, valuesScenario, roomsScenario];

it.each(SCENARIOS)(
  'answers at least 240 executions over $name in parts as one schema would as a whole',
  async (scenario) => {
    const campaign = new DeferCampaign(new Federation(scenario));
    for (let seed = 1; seed <= 200; seed++) await campaign.run(seed);
    const { differences, ...tally } = campaign.tally;
    expect(differences.length, differences.slice(0, 3).join('\n\n')).toBe(0);
    expect(tally.executions).toBeGreaterThanOrEqual(240);
    expect(tally.disordered).toBeGreaterThan(tally.executions / 3);
    expect(tally.incremental).toBeGreaterThan(tally.executions / 3);
  },
  120_000,
);
