import { peerPath } from '../peer-packages.ts';
import { type GatewayDescriptor, nodeSettings } from './descriptor.ts';

/** What no gateway of Node can be expected to undercut: the big and the small query written out by hand. */
export const floor: GatewayDescriptor = {
  name: 'floor',
  isPeer: true,
  title: 'node:http and undici, two queries written out by hand',
  command: (site) => ({ words: [process.execPath, peerPath('floor.ts')], settings: nodeSettings(site) }),
};
