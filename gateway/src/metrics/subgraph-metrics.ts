import { type Durations, type Metrics, REQUEST_BOUNDS_SECONDS } from '@manuel/metrics';
import { failureOf, subgraphErrors } from '../engine/run/failures.ts';
import type { Channel, SubgraphOperation, SubgraphResult } from '../engine/subgraph-call.ts';
import { errorTypeOf } from './error-types.ts';

type Calls = Durations<[subgraph: string, errorType: string | undefined]>;

/** Measures what subgraphs are asked, over HTTP or in this process, as `manuel.subgraph.request.duration`. */
export class SubgraphMetrics {
  readonly #calls: Calls;

  constructor(metrics: Metrics) {
    this.#calls = metrics.durations({
      name: 'manuel.subgraph.request.duration',
      description: 'Duration of requests to subgraphs; error.type is the code of the first error.',
      // A subgraph in this process often answers in less than the smallest of the usual bounds.
      boundsSeconds: [0.001, 0.0025, ...REQUEST_BOUNDS_SECONDS],
      attributes: (subgraph, errorType) => ({
        'manuel.subgraph.name': subgraph,
        ...(errorType !== undefined && { 'error.type': errorType }),
      }),
    });
  }

  /** The way to a subgraph, measured. @param subgraph its name in the supergraph */
  measured(subgraph: string, channel: Channel): Channel {
    return new MeasuredChannel(subgraph, channel, this.#calls);
  }
}

class MeasuredChannel implements Channel {
  readonly #subgraph: string;
  readonly #channel: Channel;
  readonly #calls: Calls;

  constructor(subgraph: string, channel: Channel, calls: Calls) {
    this.#subgraph = subgraph;
    this.#channel = channel;
    this.#calls = calls;
  }

  send(
    operation: SubgraphOperation,
    variables: string,
    context: unknown,
    signal?: AbortSignal,
  ): Promise<SubgraphResult> {
    const start = performance.now();
    const answer = this.#channel.send(operation, variables, context, signal);
    answer.then(
      ({ errors }) => this.#record(start, errors === undefined ? undefined : errorTypeIn(errors)),
      (reason: unknown) => this.#record(start, errorTypeOf(failureOf(reason).extensions.code)),
    );
    return answer;
  }

  #record(start: number, errorType: string | undefined): void {
    this.#calls.record((performance.now() - start) / 1000, this.#subgraph, errorType);
  }
}

function errorTypeIn(errors: unknown): string | undefined {
  const [first] = subgraphErrors(errors);
  return first && errorTypeOf(first.extensions.code);
}
