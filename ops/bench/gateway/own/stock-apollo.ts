/** Stock Apollo before Manuel's subgraphs: who asks is verified and each call signed as Manuel's gateway does it. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  ApolloGateway,
  type GraphQLDataSourceProcessOptions,
  RemoteGraphQLDataSource,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { type Caller, KeyRingFile, OriginSigner, TokenVerifier } from '@manuel/identity';
import { createLogger, SecretFiles } from '@manuel/service';
import { readStockConfig } from '../config.ts';

interface Context {
  readonly caller: Caller | null;
  readonly requestId: string;
}

const { SUPERGRAPH, PORT, MANUEL_DATA_DIR, ...urls } = readStockConfig();
const subgraphUrls: Readonly<Record<string, string>> = {
  manuals: urls.MANUALS_URL,
  queries: urls.QUERIES_URL,
  usage: urls.USAGE_URL,
  audit: urls.AUDIT_URL,
};
const secrets = new SecretFiles(MANUEL_DATA_DIR);
const keys = KeyRingFile.open(MANUEL_DATA_DIR, createLogger('stock-apollo', 'warn'));
const verifier = new TokenVerifier(secrets.readOrCreate('token-keys.json'));

class SignedDataSource extends RemoteGraphQLDataSource<Context> {
  readonly #signer: OriginSigner;

  constructor(subgraph: string) {
    super({ url: subgraphUrls[subgraph] ?? '' });
    this.#signer = new OriginSigner(keys, subgraph);
  }

  override async willSendRequest({
    request,
    context,
  }: GraphQLDataSourceProcessOptions<Context>): Promise<void> {
    const { caller, requestId } = context;
    const { http, ...asked } = request;
    if (http === undefined || caller === undefined || requestId === undefined) return;
    const origin = { caller, service: null, requestId };
    // The body is what Apollo's own code makes of it next.
    const signed = this.#signer.prepare({ origin, path: '/graphql', body: JSON.stringify(asked) })();
    for (const [name, value] of Object.entries(signed)) http.headers.set(name, value);
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
    return { caller, requestId: randomUUID() };
  },
});
process.once('disconnect', () => process.exit());
