export { buildPlayground } from '../playground/build.ts';
export { localSubgraph } from './local-subgraph.ts';
export { createGateway, type Gateway, type GatewayOptions, type GatewaySubgraph } from './server.ts';
export { readSupergraph } from './supergraph.ts';
