import type { SubgraphName } from '../subgraphs/schemas.ts';

/** The names under which gateways stand in the results, in the order in which they are measured and printed. */
export const gatewayNames = [
  'manuel',
  'manuel-guarded',
  'manuel-one-process',
  'apollo',
  'hive',
  'hive-rust',
  'grafbase',
  'floor',
] as const;
export type GatewayName = (typeof gatewayNames)[number];

/** What a gateway is given for one run. */
export interface Site {
  readonly port: number;
  /** A folder for files of its own; it is empty and is removed afterwards. */
  readonly folder: string;
  /** The file with the supergraph, whose URLs lead to the running subgraphs. */
  readonly supergraphPath: string;
  /** The public benchmark's folder, with the schemas of the subgraphs. */
  readonly dataFolder: string;
  /** Where a subgraph listens. */
  readonly urlOf: (subgraph: SubgraphName) => string;
  /** Whether equal requests of equal callers may be answered together. */
  readonly sharesEqualRequests: boolean;
  /** What a gateway needs that verifies tokens and limits callers; undefined where callers have none. */
  readonly guarded: Readonly<Record<string, string>> | undefined;
}

/** How to run a gateway for one round. */
export interface Command {
  readonly words: readonly string[];
  /** Environment variables over this process's own. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * A gateway to measure. It listens on 127.0.0.1 at the given port and answers POSTs to /graphql; it counts as ready
 * when it answers `{ __typename }`.
 */
export interface GatewayDescriptor {
  readonly name: GatewayName;
  /** Whether it comes out of the peers folder. */
  readonly isPeer: boolean;
  /** What it is, for the table's legend. */
  readonly title: string;
  readonly command: (site: Site) => Command;
}

/** The settings that every gateway of Node gets. */
export function nodeSettings(site: Site): Record<string, string> {
  return {
    SUPERGRAPH: site.supergraphPath,
    PORT: String(site.port),
    SHARE_EQUAL_REQUESTS: site.sharesEqualRequests ? '1' : '0',
    NODE_ENV: 'production',
  };
}
