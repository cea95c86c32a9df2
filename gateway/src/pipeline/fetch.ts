import type { Origin, OriginSigner } from '@manuel/identity';
import type { SubgraphTransport } from '@manuel/subgraph';
import type { OutgoingCall } from '../engine/channels/http-channel.ts';
import type { Channel, SubgraphOperation, SubgraphResult } from '../engine/subgraph-call.ts';
import type { Admitted } from './stages.ts';

/** Signs calls of a subgraph in another process, each time that they are sent. */
export function signedCalls(signer: OriginSigner) {
  return (context: unknown, { path, body }: OutgoingCall) =>
    signer.prepare({ origin: originOf(context), path, body });
}

/** A subgraph in this process: the same request for the same origin, without HTTP between. */
export class LocalChannel implements Channel {
  readonly #transport: SubgraphTransport;

  constructor(transport: SubgraphTransport) {
    this.#transport = transport;
  }

  async send(
    { query }: SubgraphOperation,
    variables: string,
    context: unknown,
    signal?: AbortSignal,
  ): Promise<SubgraphResult> {
    return this.#transport.execute({ query, variables: JSON.parse(variables) }, originOf(context), signal);
  }
}

function originOf(context: unknown): Origin {
  // The server makes every request's context with `guard`; the engine only hands it on.
  return (context as Admitted).origin;
}
