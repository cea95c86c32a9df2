import { readFileSync } from 'node:fs';
import { messageOf } from '@manuel/service';
import { type DocumentNode, parse } from 'graphql';
import { SupergraphRefused } from './engine/planning/refusals.ts';
import { joinedGraphs } from './engine/planning/supergraph/sdl.ts';

/** The composed supergraph, as it is committed. */
export function readSupergraph(): string {
  return readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
}

/**
 * The subgraphs that a supergraph names, with where they listen.
 * @throws SupergraphRefused when it is no GraphQL
 */
export function subgraphUrls(supergraphSdl: string): Map<string, string> {
  return new Map(joinedGraphs(parsed(supergraphSdl)).map(({ name, url }) => [name, url]));
}

function parsed(supergraphSdl: string): DocumentNode {
  try {
    return parse(supergraphSdl, { noLocation: true });
  } catch (error) {
    throw new SupergraphRefused([messageOf(error)], error);
  }
}
