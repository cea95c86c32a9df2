import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { auditMessage } from '@manuel/audit/client';
import { ServiceError } from '@manuel/service';
import { GraphQLError } from 'graphql';
import { FieldsNotAllowed } from '../authorization/authorizer.ts';
import type { WithheldField } from '../authorization/withholding.ts';
import type { EntrySpool } from '../entries/entry-spool.ts';
import type { SupergraphGateway } from '../supergraph-gateway.ts';
import { guard } from './guard.ts';
import { toHttpError } from './respond.ts';
import type { Identified } from './stages.ts';

type Resolved = GraphQLRequestContextDidResolveOperation<Identified>;

/** No more entries than this are kept of one request, however many fields it may not have. */
const MOST_ENTRIES = 10;

/**
 * Decides on every operation before it is planned: it is counted with the fields that have a rate, and an entry is kept of
 * each field that its caller may not have.
 */
export function guardPlugin(gateway: SupergraphGateway, spool: EntrySpool): ApolloServerPlugin<Identified> {
  const admit = async (resolved: Resolved): Promise<void> => {
    const { contextValue, document, schema, request } = resolved;
    const { operationName, variables = {} } = request;
    // Left to the planner, an operation that is not there would be a failure of the server.
    if (resolved.operation === undefined) throw notInDocument(operationName);
    const { authorizer, charges } = gateway.servedFor(schema);
    // First, so that whoever asks too often leaves no entry of what else is wrong with it.
    await contextValue.limits?.count(
      charges.of({ document, operation: resolved.operation, variables: request.variables }),
    );
    const admitted = guard(contextValue, { document, operationName, variables }, authorizer);
    Object.assign(contextValue, admitted);
    if (admitted.withdrawal !== null) await keep(spool, contextValue, admitted.withdrawal.fields);
  };
  return {
    async requestDidStart() {
      return {
        async didResolveOperation(resolved) {
          try {
            await admit(resolved);
          } catch (error) {
            if (error instanceof FieldsNotAllowed) {
              await keep(spool, resolved.contextValue, error.fields);
              throw notAllowed(error);
            }
            throw error instanceof ServiceError ? toHttpError(error) : error;
          }
        },
      };
    },
  };
}

async function keep(
  spool: EntrySpool,
  { caller, requestId }: Identified,
  fields: readonly WithheldField[],
): Promise<void> {
  const coordinates = new Set(fields.map(({ coordinate }) => coordinate));
  const refused = { action: 'request.refuse', outcome: 'REFUSED', code: 'FORBIDDEN' } as const;
  for (const coordinate of [...coordinates].slice(0, MOST_ENTRIES))
    await spool.add(auditMessage({ caller, requestId, ...refused, target: `field:${coordinate}` }));
}

/** The path is that of the first field; `fields` names them all. */
function notAllowed(error: FieldsNotAllowed): GraphQLError {
  const { message, extensions } = toHttpError(error);
  const [first] = error.fields;
  const fields = error.fields.map(({ coordinate, path }) => ({ coordinate, path }));
  return new GraphQLError(message, {
    ...(first && { path: [...first.path] }),
    extensions: { ...extensions, fields },
  });
}

function notInDocument(operationName: string | undefined): GraphQLError {
  const message = operationName
    ? `The document has no operation named "${operationName}".`
    : 'The document has no operation, or several: name one of them in operationName.';
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400, headers: new Map() } },
  });
}
