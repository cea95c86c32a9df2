import type { AuditMessage } from '@manuel/audit/client';
import { type Caller, newTokenKey, TokenIssuer, type TokenReader, TokenVerifier } from '@manuel/identity';
import type { Issuer } from '@manuel/issuer';
import { type Logger, Unavailable } from '@manuel/service';
import type { SubgraphAnswer, SubgraphRequest } from '@manuel/subgraph';
import {
  eventually,
  FakeSubgraph,
  GraphqlTester,
  silentLog,
  temporaryFolder,
  testCaller,
} from '@manuel/testkit';
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import { buildPlayground } from '../playground/build.ts';
import type { AccessMode } from '../src/authorization/access-modes.ts';
import { type EdgeSettings, PLAIN_EDGE } from '../src/edge/edge.ts';
import type { LimitsOptions } from '../src/limits/limits.ts';
import { localSubgraph } from '../src/local-subgraph.ts';
import type { SigningKeys } from '../src/pipeline/signing-keys.ts';
import { createGateway, type Gateway, type GatewaySubgraph } from '../src/server.ts';
import { readSupergraph } from '../src/supergraph.ts';

export const SUBGRAPHS = ['audit', 'manuals', 'queries', 'usage'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

type Answers = (request: SubgraphRequest) => SubgraphAnswer | Promise<SubgraphAnswer>;

/** A subgraph that answers as the test says at that moment; the audit one also takes entries. */
export class PlayedSubgraph extends FakeSubgraph {
  answers: Answers = () => ({ data: {} });

  constructor() {
    super((request) =>
      request.query.includes('recordEntries') ? { data: { recordEntries: 1 } } : this.answers(request),
    );
  }

  /** Whether it is there, as its probe tells. */
  isReady = true;

  get asGatewaySubgraph(): GatewaySubgraph {
    return localSubgraph(this, async () => {
      if (!this.isReady) throw new Unavailable('It is not ready.');
    });
  }
}

export interface GatewayTesterOptions {
  readonly log?: Logger;
  /** Instead of the subgraphs that the test plays. */
  readonly subgraphs?: Readonly<Record<string, GatewaySubgraph>>;
  /** Nobody is limited without. */
  readonly limits?: LimitsOptions;
  readonly addRoutes?: (server: FastifyInstance) => void;
  readonly accessMode?: AccessMode;
  readonly supergraphSdl?: string;
  readonly signingKeys?: SigningKeys;
  readonly redisUrl?: string;
  readonly edge?: EdgeSettings;
  /** Kept by the test, so that another gateway can go on with it. */
  readonly dataFolder?: string;
  /** The issuer in the box, over the test's own database; the gateway stops it. */
  readonly issuer?: Issuer;
  /** Whose tokens are taken; without it, those that the tester makes. */
  readonly verifier?: TokenReader;
  /** Any free one when not given. */
  readonly port?: number;
}

const tokenKey = newTokenKey();

/** Lets tests read the metrics without being an admin. */
export const METRICS_TOKEN = 'the-token-of-those-who-scrape-in-tests';

/** From which the secrets of signed requests are derived in tests. */
export const API_KEY_SECRET = 'the-secret-behind-signed-requests-in-tests';

/** The gateway on a port of its own, over the real supergraph, before subgraphs that the test plays. */
export class GatewayTester {
  readonly played: Readonly<Record<SubgraphName, PlayedSubgraph>>;
  readonly address: string;
  readonly server: FastifyInstance;
  readonly #gateway: Gateway;
  readonly #removeFolder: () => void;

  private constructor(
    gateway: Gateway,
    address: string,
    played: GatewayTester['played'],
    removeFolder: () => void,
  ) {
    this.#gateway = gateway;
    this.server = gateway.server;
    this.address = address;
    this.played = played;
    this.#removeFolder = removeFolder;
  }

  static async start(options: GatewayTesterOptions = {}): Promise<GatewayTester> {
    const played = {
      ...{ audit: new PlayedSubgraph(), manuals: new PlayedSubgraph() },
      ...{ queries: new PlayedSubgraph(), usage: new PlayedSubgraph() },
    };
    const folder = options.dataFolder === undefined ? temporaryFolder() : null;
    await buildPlayground();
    const gateway = await createGateway({
      supergraphSdl: options.supergraphSdl ?? readSupergraph(),
      limits: options.limits,
      subgraphs: new Map(
        SUBGRAPHS.map((name) => [name, options.subgraphs?.[name] ?? played[name].asGatewaySubgraph]),
      ),
      addRoutes: options.addRoutes ?? (() => undefined),
      edge: options.edge ?? PLAIN_EDGE,
      verifier: options.verifier ?? new TokenVerifier(tokenKey),
      issuer: options.issuer,
      ...(options.signingKeys && { signingKeys: options.signingKeys }),
      redisUrl: options.redisUrl,
      apiKeySecret: API_KEY_SECRET,
      metricsToken: METRICS_TOKEN,
      dataFolder: options.dataFolder ?? folder?.path ?? '',
      accessMode: options.accessMode ?? 'filter',
      log: options.log ?? silentLog,
      demoToken: undefined,
    });
    const address = await gateway.listen('127.0.0.1', options.port ?? 0);
    return new GatewayTester(gateway, address, played, () => folder?.remove());
  }

  replaceSupergraph(supergraphSdl: string): void {
    this.#gateway.replaceSupergraph(supergraphSdl);
  }

  leave(): Promise<void> {
    return this.#gateway.leave();
  }

  async stop(): Promise<void> {
    await this.#gateway.stop();
    this.#removeFolder();
  }

  get graphqlUrl(): string {
    return `${this.address}/graphql`;
  }

  token(caller: Caller = testCaller(), lifetimeSeconds = 60): Promise<string> {
    return new TokenIssuer(tokenKey).issue(caller, lifetimeSeconds);
  }

  /** Asks as somebody with a token. */
  async as(caller: Caller = testCaller()): Promise<GraphqlTester> {
    return GraphqlTester.withToken(this.graphqlUrl, await this.token(caller));
  }

  /** Asks without a token. */
  anonymous(): GraphqlTester {
    return new GraphqlTester(this.graphqlUrl);
  }

  /** The audit entries that the gateway delivered, in their order. */
  entries(): AuditMessage[] {
    // What the spool delivers is what `auditMessage` made.
    const delivered = this.played.audit.received.flatMap(
      ({ request }) => (request.variables?.entries ?? []) as AuditMessage[],
    );
    return delivered.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Waits for the one entry of a request, and for no other of it. */
  async entryOf(requestId: string): Promise<AuditMessage> {
    return eventually(() => {
      const [entry, ...others] = this.entries().filter((one) => one.requestId === requestId);
      expect(others).toEqual([]);
      return entry ?? expect.fail(`There is no entry of the request ${requestId}.`);
    });
  }

  /** How many requests reached the subgraphs, other than those that carry audit entries. */
  get asked(): number {
    const received = SUBGRAPHS.flatMap((name) => this.played[name].received);
    return received.filter(({ request }) => !request.query.includes('recordEntries')).length;
  }
}
