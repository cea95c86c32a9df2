import { join } from 'node:path';
import { type GatewayDescriptor, nodeSettings } from './descriptor.ts';

/** The program that starts Manuel's gateway alone, over any supergraph. */
export const manuelProgram = join(import.meta.dirname, '../manuel.ts');

/** Manuel's gateway in production settings. */
export const manuel: GatewayDescriptor = {
  name: 'manuel',
  isPeer: false,
  title: "Manuel's gateway",
  command: (site) => ({ words: [process.execPath, manuelProgram], settings: nodeSettings(site) }),
};

/**
 * The same with what it does to know and limit callers: it verifies their tokens, holds each operation against a rule on
 * every type, and counts requests in Redis.
 */
export const manuelGuarded: GatewayDescriptor = {
  name: 'manuel-guarded',
  isPeer: false,
  title: "Manuel's gateway with identity and limits",
  command: (site) => ({
    words: [process.execPath, manuelProgram],
    settings: { ...nodeSettings(site), ...site.guarded },
  }),
};
