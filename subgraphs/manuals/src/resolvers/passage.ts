import { NotFound } from '@manuel/service';
import type { PassageHitResolvers, PassageResolvers } from '../schema.generated.ts';

export const Passage: PassageResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.passageById.load(id),
  async manual({ manualId }, _args, { loaders }) {
    const manual = await loaders.manualById.load(manualId);
    if (manual === null) throw new NotFound(`The manual ${manualId} was removed at this moment.`);
    return manual;
  },
  sectionPages: ({ sectionFirstPage: first, sectionLastPage: last }) =>
    first === null || last === null ? null : { first, last },
  previous: ({ manualId, ordinal }, _args, { loaders }) =>
    ordinal === 0 ? null : loaders.passageByPlace.load({ manualId, ordinal: ordinal - 1 }),
  next: ({ manualId, ordinal }, _args, { loaders }) =>
    loaders.passageByPlace.load({ manualId, ordinal: ordinal + 1 }),
};

export const PassageHit: PassageHitResolvers = {
  async passage({ passageId }, _args, { loaders }) {
    const passage = await loaders.passageById.load(passageId);
    if (passage === null) throw new NotFound('The passage was removed at this moment: search again.');
    return passage;
  },
  async same({ sameIds }, _args, { loaders }) {
    const passages = await loaders.passageById.loadMany([...sameIds]);
    return passages.flatMap((passage) => (passage === null || passage instanceof Error ? [] : [passage]));
  },
};
