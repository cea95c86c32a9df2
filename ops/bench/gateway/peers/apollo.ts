/** Stock Apollo: the documented way to put a gateway behind Apollo Server, with one header handed on. */
import { readFileSync } from 'node:fs';
import {
  ApolloGateway,
  type GraphQLDataSourceProcessOptions,
  RemoteGraphQLDataSource,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readConfig } from './config.ts';

interface Context {
  readonly authorization?: string | undefined;
}

class AuthorizedDataSource extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Context>): void {
    if (context.authorization) request.http?.headers.set('authorization', context.authorization);
  }
}

const { SUPERGRAPH, PORT } = readConfig();
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
  buildService: ({ url = '' }) => new AuthorizedDataSource({ url }),
});
const server = new ApolloServer<Context>({ gateway });
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: PORT },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
console.log('listening');
