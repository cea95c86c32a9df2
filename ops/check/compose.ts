import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const RoverConfig = z.object({
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) })),
});

/**
 * Composes the supergraph that rover.yaml describes, with the same library that rover runs.
 * @param root the folder that holds rover.yaml; schema files are relative to it
 * @returns the supergraph SDL
 * @throws Error with every composition problem, one a line
 */
export function composeSupergraph(root: URL): string {
  const rover = RoverConfig.parse(parseYaml(readFileSync(new URL('rover.yaml', root), 'utf8')));
  const services = Object.entries(rover.subgraphs).map(([name, { routing_url, schema }]) => ({
    name,
    url: routing_url,
    typeDefs: parse(readFileSync(new URL(schema.file, root), 'utf8')),
  }));
  const { errors, supergraphSdl } = composeServices(services);
  if (supergraphSdl === undefined) {
    throw new Error(
      `The subgraphs do not compose:\n${(errors ?? []).map((e) => `- ${e.message}`).join('\n')}`,
    );
  }
  return `${supergraphSdl.trimEnd()}\n`;
}
