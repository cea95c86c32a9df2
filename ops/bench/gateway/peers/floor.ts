/** The hand-written server: it knows two queries and their requests by heart, and checks, plans and logs nothing. */
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { readConfig } from './config.ts';
import { FloorQueries } from './floor-queries.ts';

const { SUPERGRAPH, PORT } = readConfig();
const supergraph = readFileSync(SUPERGRAPH, 'utf8');
const queries = new FloorQueries((name) => {
  const url = new RegExp(`"(http[^"]*/${name})"`).exec(supergraph)?.[1];
  if (url === undefined) throw new Error(`The supergraph has no subgraph ${name}.`);
  return url;
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString());
    answer(query, request.headers.authorization).then(
      (data) => send(response, 200, { data }),
      (error) => send(response, 500, { errors: [{ message: String(error) }] }),
    );
  });
});
server.listen(PORT, '127.0.0.1', () => console.log('listening'));

async function answer(query: string, authorization: string | undefined): Promise<unknown> {
  if (query.includes('TestQuery')) return queries.big(authorization);
  if (query.includes('topProducts(first: 3)')) return queries.small(authorization);
  if (query.includes('__typename')) return { __typename: 'Query' };
  throw new Error('This query has not been written out.');
}

function send(response: ServerResponse, status: number, answer: object): void {
  const text = JSON.stringify(answer);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
