import type { Readable } from 'node:stream';
import { InvalidInput, messageOf, ServiceError } from '@manuel/service';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { receiveFile } from '../actions/receive-file.ts';
import type { ManualsServices } from '../services.ts';

interface FileRequest {
  Params: { uploadId: string };
  Querystring: { expires?: string; signature?: string };
}

/** PUT /files/:uploadId — takes the bytes of one upload; the signed ticket stands for the caller. */
export function addFileRoutes(server: FastifyInstance, services: ManualsServices): void {
  server.register(async (scope) => {
    // The body stays a stream, whatever its type says.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.put<FileRequest>(
      '/files/:uploadId',
      { bodyLimit: services.limits.largestFileBytes + 1 },
      async (request, reply) => {
        try {
          const { expires, signature } = request.query;
          services.tickets.verify(request.params.uploadId, expires, signature);
          if (request.body === undefined)
            throw new InvalidInput('body', 'The request has no body: PUT the file to this URL.');
          // The parser above hands the stream on.
          await receiveFile(services, request.params.uploadId, request.body as Readable);
          return await reply.code(204).send();
        } catch (error) {
          return refuse(reply, error, services);
        }
      },
    );
  });
}

/** Answers with a problem document (RFC 9457); the rest of a refused body is not waited for. */
function refuse(reply: FastifyReply, error: unknown, { log }: ManualsServices): FastifyReply {
  const known = error instanceof ServiceError;
  if (!known) log.error({ err: error }, 'a file could not be taken');
  const status = known ? error.httpStatus : 500;
  return reply
    .code(status)
    .header('connection', 'close')
    .header('content-type', 'application/problem+json')
    .send({
      title: 'The file was not taken.',
      status,
      detail: known ? messageOf(error) : 'Something went wrong inside Manuel; its log knows more.',
      code: known ? error.code : 'INTERNAL_SERVER_ERROR',
    });
}
