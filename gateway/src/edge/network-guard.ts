import { ServiceError } from '@manuel/service';
import type { FastifyInstance } from 'fastify';
import type { Surface } from './network-lists.ts';
import type { NetworksFile } from './networks-file.ts';
import type { RefusedAddresses } from './refused-addresses.ts';

/** The request comes from a network that may not reach this. */
export class NetworkNotAllowed extends ServiceError {
  readonly code = 'NETWORK_NOT_ALLOWED';
  readonly httpStatus = 403;

  constructor() {
    super('Requests from your network are not taken here.');
  }
}

export interface NetworkGuardOptions {
  readonly networks: Pick<NetworksFile, 'lists'>;
  readonly refused: RefusedAddresses;
  readonly surface: Surface;
}

/** Refuses requests of networks that may not reach the scope's routes, before a body is read. Probes always reach its health. */
export function guardNetworks(
  scope: FastifyInstance,
  { networks, refused, surface }: NetworkGuardOptions,
): void {
  scope.addHook('onRequest', (request, reply, done) => {
    const { id: requestId, ip: address, url } = request;
    if (networks.lists.permit(address, surface) || url.startsWith('/health/')) {
      done();
      return;
    }
    const failure = new NetworkNotAllowed();
    // Its body is not waited for either.
    reply.header('connection', 'close');
    refused.note({ address, code: failure.code, requestId }).then(() => done(failure), done);
  });
}
