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
