import { apollo } from './apollo.ts';
import type { GatewayDescriptor, GatewayName } from './descriptor.ts';
import { floor } from './floor.ts';
import { grafbase } from './grafbase.ts';
import { hive, hiveRust } from './hive.ts';
import { manuel, manuelGuarded } from './manuel.ts';

/** Every gateway that can be started over any supergraph, by name. */
export const gateways: ReadonlyMap<GatewayName, GatewayDescriptor> = new Map(
  [manuel, manuelGuarded, apollo, hive, hiveRust, grafbase, floor].map((gateway) => [gateway.name, gateway]),
);
