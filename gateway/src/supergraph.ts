import { readFileSync } from 'node:fs';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { Logger } from '@manuel/service';
import { disableTelemetry } from './config.ts';

/** The composed supergraph, as it is committed. */
export function readSupergraph(): string {
  return readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
}

/** The subgraphs that a supergraph names, with where they listen. */
export function subgraphUrls(supergraphSdl: string): Map<string, string> {
  const graphs = supergraphSdl.matchAll(/@join__graph\(name: "([^"]+)", url: "([^"]*)"\)/g);
  return new Map([...graphs].map(([, name = '', url = '']) => [name, url]));
}

/**
 * Plans operations over a supergraph and fetches what the plans say.
 * @param dataSource gives the way to a subgraph by its name
 */
export function planningGateway(
  supergraphSdl: string,
  dataSource: (subgraph: string) => GraphQLDataSource,
  log: Logger,
): ApolloGateway {
  disableTelemetry();
  return new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => dataSource(name),
    __exposeQueryPlanExperimental: false,
    logger: log,
  });
}
