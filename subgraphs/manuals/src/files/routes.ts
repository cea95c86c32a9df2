import type { Readable } from 'node:stream';
import { auditMessage } from '@manuel/audit/client';
import { InvalidInput, isAway, isId, NotAllowed, newId, ServiceError, Unavailable } from '@manuel/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { receiveFile } from '../actions/receive-file.ts';
import { UploadRepository } from '../repositories/upload-repository.ts';
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
          return refuse(reply, await recorded(services, request, error), services);
        }
      },
    );
  });
}

/** Puts a refusal on record. @returns what to answer: the refusal, or why it could not be recorded */
async function recorded(
  services: ManualsServices,
  request: FastifyRequest<FileRequest>,
  error: unknown,
): Promise<unknown> {
  try {
    await recordRefusal(services, request, error);
    return error;
  } catch (reason) {
    return reason;
  }
}

/** A ticket that does not verify says nothing of who sent it; else it stands for the one who asked for it. */
async function recordRefusal(
  services: ManualsServices,
  { params, headers }: FastifyRequest<FileRequest>,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ServiceError)) return;
  const { uploadId } = params;
  const isTrusted = isId(uploadId) && !(error instanceof NotAllowed);
  const upload = isTrusted ? await new UploadRepository(services.database.fork()).byId(uploadId) : null;
  const caller = upload && { id: upload.userId, workspace: upload.workspace, roles: [] };
  const requestId = String(headers['x-request-id'] ?? newId());
  const refused = { action: 'upload.receive', outcome: 'REFUSED', code: error.code } as const;
  const target = isId(uploadId) ? { target: `upload:${uploadId}` } : {};
  await services.audit.add([auditMessage({ caller, requestId, ...refused, ...target })]);
}

/** Answers with a problem document (RFC 9457); the rest of a refused body is not waited for. */
function refuse(reply: FastifyReply, error: unknown, { log }: ManualsServices): FastifyReply {
  const known = error instanceof ServiceError ? error : isAway(error) ? databaseAway(error) : null;
  if (known === null) log.error({ err: error }, 'a file could not be taken');
  else if (known instanceof Unavailable) log.warn({ err: error }, 'a file found something away');
  const status = known?.httpStatus ?? 500;
  return reply
    .code(status)
    .header('connection', 'close')
    .header('content-type', 'application/problem+json')
    .send({
      title: 'The file was not taken.',
      status,
      detail: known?.message ?? 'Something went wrong inside Manuel; its log knows more.',
      code: known?.code ?? 'INTERNAL_SERVER_ERROR',
    });
}

function databaseAway(cause: unknown): Unavailable {
  return new Unavailable('The database does not answer; send the file again in a moment.', { cause });
}
