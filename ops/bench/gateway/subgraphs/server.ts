/**
 * All subgraphs of the benchmark in one process: `node server.ts FOLDER DELAY_MILLISECONDS`. It listens on a free port
 * of 127.0.0.1 and prints it. `GET /counts` tells what has been asked so far.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { graphql } from 'graphql';
import { z } from 'zod';
import { Dataset } from '../dataset.ts';
import type { Counts } from './process.ts';
import { subgraphSchemas } from './schemas.ts';

const graphqlRequest = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const [folder = '', delay = '0'] = process.argv.slice(2);
const schemas = subgraphSchemas(folder, new Dataset(folder));
const delayMilliseconds = Number(delay);
const counts: Counts = { requests: 0, withoutAuthorization: 0 };
/** Answers by path and body: each is computed once and then sent as it is, so that subgraphs cost next to nothing. */
const answers = new Map<string, Promise<Buffer>>();

process.once('disconnect', () => process.exit());
const server = createServer((request, response) => {
  if (request.method === 'GET') return send(response, Buffer.from(JSON.stringify(counts)));
  counts.requests += 1;
  if (request.headers.authorization === undefined) counts.withoutAuthorization += 1;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void reply(request, response, Buffer.concat(chunks).toString()));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});

async function reply(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const name = (request.url ?? '').slice(1);
  const key = `${name} ${body}`;
  const known = answers.get(key);
  const answer = known ?? compute(name, body);
  if (known === undefined) answers.set(key, answer);
  const bytes = await answer;
  if (delayMilliseconds > 0) setTimeout(() => send(response, bytes), delayMilliseconds);
  else send(response, bytes);
}

async function compute(name: string, body: string): Promise<Buffer> {
  const schema = schemas.get(name);
  if (schema === undefined) return Buffer.from('{"errors":[{"message":"There is no such subgraph."}]}');
  const { query, variables, operationName } = graphqlRequest.parse(JSON.parse(body));
  const result = await graphql({
    schema,
    source: query,
    variableValues: variables ?? null,
    operationName: operationName ?? null,
  });
  return Buffer.from(JSON.stringify(result));
}

function send(response: ServerResponse, bytes: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
