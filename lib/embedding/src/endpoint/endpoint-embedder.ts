import { type Logger, Unavailable } from '@manuel/service';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IPolicy,
  type IRetryBackoffContext,
  retry,
  wrap,
} from 'cockatiel';
import type { Embedder, Urgency } from '../embedder.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { callEndpoint, type Endpoint } from './endpoint-call.ts';
import { EndpointFailure, type FailureKind } from './endpoint-failure.ts';

/** Texts of one call; every known server of the protocol takes as many. */
const TEXTS_PER_CALL = 32;

/** So many calls that fail one after another open the breaker, */
const FAILURES_TO_OPEN = 5;

/** and for so long nothing is asked then. */
const LEFT_ALONE_MS = 10_000;

const FIRST_PAUSE_MS = 250;

/** Where somebody waits, an answer that comes late is worth less than none: a search goes on without its vectors. */
const PATIENCE = {
  interactive: { callMs: 2_000, retries: 1, longestPauseMs: 500 },
  batch: { callMs: 30_000, retries: 4, longestPauseMs: 60_000 },
} satisfies Record<Urgency, Patience>;

interface Patience {
  /** Deadline of one call. */
  readonly callMs: number;
  readonly retries: number;
  /** Who is asked for a longer pause gives up. */
  readonly longestPauseMs: number;
}

/**
 * An embedder behind an OpenAI-compatible endpoint. Calls have a deadline and are tried again; after failures in a row
 * the endpoint is left alone for a while, and `embed` fails at once. Its vectors can be compared only with its own, so it
 * never answers with those of another model: who may go on with another asks another (`openEmbedders`).
 */
export class EndpointEmbedder implements Embedder {
  readonly model: string;
  readonly dimensions: number;
  readonly #endpoint: Endpoint;
  readonly #breaker = circuitBreaker(
    handleWhen((error) => isOf(error, 'away', 'wrong')),
    { halfOpenAfter: LEFT_ALONE_MS, breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN) },
  );
  readonly #policies: Record<Urgency, IPolicy>;

  constructor(endpoint: Endpoint, log: Logger) {
    this.#endpoint = endpoint;
    this.dimensions = endpoint.dimensions;
    // The box's own model can never be called like this.
    this.model = `endpoint/${endpoint.model}/${endpoint.dimensions}`;
    this.#policies = {
      interactive: wrap(retrying(PATIENCE.interactive), this.#breaker),
      batch: wrap(retrying(PATIENCE.batch), this.#breaker),
    };
    this.#breaker.onBreak((reason) => {
      const err = 'error' in reason ? reason.error : undefined;
      log.warn({ err, model: this.model }, 'The embeddings endpoint is left alone after failures.');
    });
    this.#breaker.onReset(() => log.info({ model: this.model }, 'The embeddings endpoint is in use again.'));
  }

  /** Whether nothing is asked of the endpoint because of its failures. */
  get isLeftAlone(): boolean {
    return this.#breaker.state !== CircuitState.Closed;
  }

  async embed(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
      vectors.push(...(await this.#call(texts.slice(start, start + TEXTS_PER_CALL), urgency, signal)));
    }
    return vectors;
  }

  async #call(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const { callMs } = PATIENCE[urgency];
    const calls = this.#policies[urgency].execute(
      (context) => callEndpoint(this.#endpoint, texts, callMs, context.signal),
      signal,
    );
    try {
      // The pause before a retry does not end by itself when somebody leaves.
      return await unlessAborted(calls, signal);
    } catch (error) {
      if (error instanceof BrokenCircuitError)
        throw new Unavailable('The embeddings endpoint is left alone after failures.', { cause: error });
      throw error;
    }
  }
}

function isOf(error: unknown, ...kinds: FailureKind[]): error is EndpointFailure {
  return error instanceof EndpointFailure && kinds.includes(error.kind);
}

/** Tries again after the pause that the endpoint asks for, else after one that doubles, shortened by chance. */
function retrying({ retries, longestPauseMs }: Patience) {
  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt, result }) => {
    const asked =
      'error' in result && isOf(result.error, 'away', 'busy') ? result.error.retryAfterMs : undefined;
    return asked ?? FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  });
  const mayHelp = handleWhen(
    (error) => isOf(error, 'away', 'busy') && (error.retryAfterMs ?? 0) <= longestPauseMs,
  );
  return retry(mayHelp, { maxAttempts: retries, backoff });
}
