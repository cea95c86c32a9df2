import { addManual } from '../actions/add-manual.ts';
import { expected, invalidInput, notFound } from '../actions/expected.ts';
import { reingestManual } from '../actions/reingest-manual.ts';
import { removeManual } from '../actions/remove-manual.ts';
import { replaceManual } from '../actions/replace-manual.ts';
import { requestUpload } from '../actions/request-upload.ts';
import type { MutationResolvers } from '../schema.generated.ts';

export const Mutation: MutationResolvers = {
  requestUpload: (_parent, { input }, context) =>
    expected(context, 'upload.request', [invalidInput], async () => ({
      __typename: 'UploadTicket',
      ...(await requestUpload(context.services, context, input)),
    })),
  addManual: (_parent, { input }, context) =>
    expected(context, 'manual.add', [invalidInput, notFound], async () => ({
      __typename: 'ManualAdded',
      ...(await addManual(context.services, context, input)),
    })),
  replaceManual: (_parent, { input }, context) =>
    expected(context, 'manual.replace', [invalidInput, notFound], async () => ({
      __typename: 'ManualReplaced',
      ...(await replaceManual(context.services, context, input)),
    })),
  reingestManual: (_parent, { id }, context) =>
    expected(context, 'manual.reingest', [invalidInput, notFound], async () => ({
      __typename: 'ManualReingested',
      manual: await reingestManual(context.services, context, id),
    })),
  removeManual: (_parent, { id }, context) =>
    expected(context, 'manual.remove', [notFound], async () => {
      await removeManual(context.services, context, id);
      return { __typename: 'ManualRemoved', id };
    }),
  redriveManualsDeadLetters: (_parent, { ids }, context) => context.services.desk.redrive(context, ids),
  discardManualsDeadLetters: (_parent, { ids }, context) => context.services.desk.discard(context, ids),
};
