import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peerPath } from '../peer-packages.ts';
import { schemaPath, subgraphNames } from '../subgraphs/schemas.ts';
import type { GatewayDescriptor, Site } from './descriptor.ts';

/** Grafbase's gateway, which is written in Rust, as it stands in the program of its npm package: `grafbase dev`. */
export const grafbase: GatewayDescriptor = {
  name: 'grafbase',
  isPeer: true,
  title: 'grafbase dev (Rust)',
  command: (site) => {
    const configPath = join(site.folder, 'grafbase.toml');
    writeFileSync(configPath, configuration(site));
    const program = peerPath('node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase');
    const words = ['dev', '--config', configPath, '--listen-address', `127.0.0.1:${site.port}`];
    return { words: [program, '--home', site.folder, ...words], settings: {} };
  },
};

/** It composes the subgraphs itself. JSON's strings are TOML's, too. */
function configuration({ dataFolder, urlOf }: Site): string {
  const forwarded = '[[headers]]\nrule = "forward"\nname = "authorization"\n';
  const subgraphs = subgraphNames.map(
    (name) =>
      `[subgraphs.${name}]\nurl = ${JSON.stringify(urlOf(name))}\nschema_path = ${JSON.stringify(schemaPath(dataFolder, name))}\n`,
  );
  return [forwarded, ...subgraphs].join('\n');
}
