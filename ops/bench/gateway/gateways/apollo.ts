import { peerPath } from '../peer-packages.ts';
import { type GatewayDescriptor, nodeSettings } from './descriptor.ts';

/** Apollo Server with Apollo Gateway behind it, as they come. */
export const apollo: GatewayDescriptor = {
  name: 'apollo',
  isPeer: true,
  title: '@apollo/server standalone with @apollo/gateway',
  command: (site) => ({ words: [process.execPath, peerPath('apollo.ts')], settings: nodeSettings(site) }),
};
