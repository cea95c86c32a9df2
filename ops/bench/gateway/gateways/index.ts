import { apollo } from './apollo.ts';
import type { GatewayDescriptor, GatewayName } from './descriptor.ts';
import { floor } from './floor.ts';
import { grafbase } from './grafbase.ts';
import { hive, hiveRust } from './hive.ts';
import { manuel } from './manuel.ts';

/** Every gateway that can be started over any supergraph, by name. */
export const gateways: ReadonlyMap<GatewayName, GatewayDescriptor> = new Map(
  [manuel, apollo, hive, hiveRust, grafbase, floor].map((gateway) => [gateway.name, gateway]),
);
