/** Stock Apollo before Manuel's subgraphs: who asks is verified and the origin signed as Manuel's gateway does it. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  ApolloGateway,
  type GraphQLDataSourceProcessOptions,
  RemoteGraphQLDataSource,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { type Caller, ORIGIN_HEADER, OriginSigner, TokenVerifier } from '@manuel/identity';
import { SecretFiles } from '@manuel/service';
import { readStockConfig } from '../config.ts';

interface Context {
  readonly caller: Caller | null;
  readonly requestId: string;
  /** Signed origins by subgraph. */
  readonly origins: Map<string, string>;
}

const { SUPERGRAPH, PORT, MANUEL_DATA_DIR, ...urls } = readStockConfig();
const subgraphUrls: Readonly<Record<string, string>> = {
  manuals: urls.MANUALS_URL,
  queries: urls.QUERIES_URL,
  usage: urls.USAGE_URL,
  audit: urls.AUDIT_URL,
};
const secrets = new SecretFiles(MANUEL_DATA_DIR);
const signer = new OriginSigner(secrets.readOrCreate('origin-secret'));
const verifier = new TokenVerifier(secrets.readOrCreate('token-keys.json'));

class SignedDataSource extends RemoteGraphQLDataSource<Context> {
  readonly #subgraph: string;

  constructor(subgraph: string) {
    super({ url: subgraphUrls[subgraph] ?? '' });
    this.#subgraph = subgraph;
  }

  override async willSendRequest({
    request,
    context,
  }: GraphQLDataSourceProcessOptions<Context>): Promise<void> {
    const { origins, caller, requestId } = context;
    if (origins === undefined || caller === undefined || requestId === undefined) return;
    const signed =
      origins.get(this.#subgraph) ?? signer.sign({ caller, service: null, requestId }, this.#subgraph);
    origins.set(this.#subgraph, signed);
    request.http?.headers.set(ORIGIN_HEADER, signed);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
  buildService: ({ name }) => new SignedDataSource(name),
});
const server = new ApolloServer<Context>({ gateway });
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: PORT },
  context: async ({ req }) => {
    const token = req.headers.authorization?.replace('Bearer ', '');
    const caller = token === undefined ? null : await verifier.verify(token);
    return { caller, requestId: randomUUID(), origins: new Map() };
  },
});
process.once('disconnect', () => process.exit());
