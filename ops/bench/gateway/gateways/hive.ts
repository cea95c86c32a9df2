import { peerPath } from '../peer-packages.ts';
import { type Command, type GatewayDescriptor, nodeSettings, type Site } from './descriptor.ts';

/** Hive Gateway planning and executing in JavaScript. */
export const hive: GatewayDescriptor = {
  name: 'hive',
  isPeer: true,
  title: '@graphql-hive/gateway --jit',
  command: (site) => command(site, '--jit'),
};

/** Hive Gateway with the planner that is written in Rust. */
export const hiveRust: GatewayDescriptor = {
  name: 'hive-rust',
  isPeer: true,
  title: '@graphql-hive/gateway --hive-router-runtime',
  command: (site) => command(site, '--hive-router-runtime'),
};

function command(site: Site, runtime: string): Command {
  const program = peerPath('node_modules/@graphql-hive/gateway/dist/bin.js');
  const listening = ['--host', '127.0.0.1', '--port', String(site.port), '--fork', '1'];
  const supergraph = ['supergraph', site.supergraphPath, '--config-path', peerPath('hive-config.ts')];
  return {
    words: [process.execPath, program, ...supergraph, ...listening, runtime],
    settings: nodeSettings(site),
  };
}
