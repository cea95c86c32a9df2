import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** How a subgraph's schema links and defines `@rateLimit`. */
export const IMPORTED = {
  link: '@link(url: "https://manuel.example/rateLimit/v1.0", import: ["@rateLimit"])',
  name: '@rateLimit',
};

/** The supergraph of one subgraph, queries, whose schema links `@rateLimit`. @param linked under another name */
export function composeLimited(sdl: string, { link, name } = IMPORTED): string {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@composeDirective", "@key"])
      ${link} @composeDirective(name: "${name}")
    directive ${name}(limit: Int! = 60, duration: Int! = 60) on OBJECT | FIELD_DEFINITION
    ${sdl}`);
  const { supergraphSdl, errors } = composeServices([{ name: 'queries', url: 'http://queries', typeDefs }]);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
