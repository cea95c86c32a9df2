import { z } from 'zod';
import { unit } from '../unit.ts';
import { EndpointFailure, failureOf } from './endpoint-failure.ts';

/** Some hundred times what the vectors of one call take. */
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/** Where vectors come from. */
export interface Endpoint {
  /** What stands before `/embeddings`, such as `https://api.example.com/v1`. */
  readonly url: string;
  /** Sent as a bearer token; undefined where none is asked for. */
  readonly key?: string | undefined;
  readonly model: string;
  /** How many numbers a vector has. */
  readonly dimensions: number;
  /** Whether the endpoint is to be told how many numbers; models whose vectors cannot be shortened refuse that. */
  readonly shortens: boolean;
}

/**
 * Asks an endpoint once for the vectors of some texts, by OpenAI's protocol (POST /embeddings, encoding_format float).
 * @returns a vector of length 1 for each text, in order
 * @throws EndpointFailure; the signal's reason
 */
export async function callEndpoint(
  endpoint: Endpoint,
  texts: readonly string[],
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const answer = await fetch(...requestOf(endpoint, texts, AbortSignal.any([signal, deadline])));
    if (answer.ok) return vectorsIn(await textOf(answer), texts.length, endpoint.dimensions);
    await answer.body?.cancel();
    throw failureOf(answer.status, answer.headers.get('retry-after'));
  } catch (error) {
    if (error instanceof EndpointFailure) throw error;
    signal.throwIfAborted();
    const what = deadline.aborted ? `did not answer within ${deadlineMs} ms` : 'cannot be reached';
    throw new EndpointFailure('away', `The embeddings endpoint ${what}.`, undefined, { cause: error });
  }
}

function requestOf(endpoint: Endpoint, texts: readonly string[], signal: AbortSignal): [string, RequestInit] {
  const { url, key, model, dimensions, shortens } = endpoint;
  const body = { model, input: texts, encoding_format: 'float', ...(shortens && { dimensions }) };
  const headers = {
    'content-type': 'application/json',
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
  // Texts and key are for the endpoint that was set up, and for none to which it sends them on.
  return [
    `${url.replace(/\/+$/, '')}/embeddings`,
    { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'error' },
  ];
}

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER_BYTES)
      throw new EndpointFailure('wrong', 'The embeddings endpoint answered with more than vectors can take.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const Answer = z.object({
  data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })),
});

/** @throws EndpointFailure when there is not one vector for each text, of the right size and of finite numbers */
function vectorsIn(text: string, count: number, dimensions: number): Float32Array[] {
  const { success, data: answer } = Answer.safeParse(jsonOf(text));
  if (!success) throw lie('something else than vectors');
  const byIndex = new Map(answer.data.map(({ index, embedding }) => [index, embedding]));
  if (answer.data.length !== count) throw lie(`${answer.data.length} vectors for ${count} texts`);
  return Array.from({ length: count }, (_, index) => {
    const embedding = byIndex.get(index);
    if (embedding === undefined) throw lie(`no vector for the text at ${index}`);
    if (embedding.length !== dimensions)
      throw lie(`vectors of ${embedding.length} numbers, expected ${dimensions}`);
    return direction(embedding);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function direction(embedding: readonly number[]): Float32Array {
  const vector = unit(Float32Array.from(embedding));
  if (!vector.every(Number.isFinite) || vector.every((value) => value === 0))
    throw lie('a vector without a direction');
  return vector;
}

function lie(what: string): EndpointFailure {
  return new EndpointFailure('wrong', `The embeddings endpoint answered with ${what}.`);
}
