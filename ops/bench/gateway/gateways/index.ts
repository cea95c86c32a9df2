import { apollo } from './apollo.ts';
import type { GatewayDescriptor, GatewayName } from './descriptor.ts';
import { floor } from './floor.ts';
import { grafbase } from './grafbase.ts';
import { hive, hiveRust } from './hive.ts';
import { manuel } from './manuel.ts';

/** Every gateway that can be measured, by name. */
export const gateways: Readonly<Record<GatewayName, GatewayDescriptor>> = {
  manuel,
  apollo,
  hive,
  'hive-rust': hiveRust,
  grafbase,
  floor,
};
