import { readFileSync } from 'node:fs';

/** The composed supergraph, as it is committed. */
export function readSupergraph(): string {
  return readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
}

/** The subgraphs that a supergraph names, with where they listen. */
export function subgraphUrls(supergraphSdl: string): Map<string, string> {
  const graphs = supergraphSdl.matchAll(/@join__graph\(name: "([^"]+)", url: "([^"]*)"\)/g);
  return new Map([...graphs].map(([, name = '', url = '']) => [name, url]));
}
