import { StartFailure } from '@manuel/service';
import { z } from 'zod';
import { Networks, network } from './networks.ts';

/** What is reached: what everybody may, or what those who run the installation may. */
export type Surface = 'public' | 'admin';

const networks = z
  .array(network, 'expected a list of networks')
  .min(1, 'an empty list would let nobody in or keep nobody out: leave it out')
  .transform((list) => new Networks(list))
  .optional();

const Lists = z.strictObject({
  allow: networks,
  deny: networks,
  admin: z.strictObject({ allow: networks }).optional(),
});

/** Which networks may reach the gateway. A denied network reaches nothing; where there is a list of allowed ones, no other does. */
export class NetworkLists {
  /** Everybody may. */
  static readonly open = new NetworkLists({});
  readonly #lists: z.output<typeof Lists>;

  private constructor(lists: z.output<typeof Lists>) {
    this.#lists = lists;
  }

  /** @param text JSON: `{ "allow": [...], "deny": [...], "admin": { "allow": [...] } }`, each of them or none @throws StartFailure that tells every problem */
  static parse(text: string): NetworkLists {
    const lists = Lists.safeParse(jsonIn(text));
    if (lists.success) return new NetworkLists(lists.data);
    const problems = lists.error.issues.map(
      ({ path, message }) => `  ${z.core.toDotPath(path) || 'the whole'}: ${message}`,
    );
    throw new StartFailure(`The networks are wrong:\n${problems.join('\n')}`);
  }

  /** @param address in its usual form */
  permit(address: string, surface: Surface): boolean {
    const { allow, deny, admin } = this.#lists;
    const allowed = surface === 'admin' ? admin?.allow : allow;
    if (deny?.include(address) === true) return false;
    return allowed === undefined || allowed.include(address);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StartFailure('The networks are wrong:\n  the whole: expected JSON', { cause });
  }
}
