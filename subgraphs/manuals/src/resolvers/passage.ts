import { NotFound } from '@manuel/service';
import type { PassageHitResolvers, PassageResolvers } from '../schema.generated.ts';

export const Passage: PassageResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.passageById.load(id),
  async manual({ manualId }, _args, { loaders }) {
    const manual = await loaders.manualById.load(manualId);
    if (manual === null) throw new NotFound(`The manual ${manualId} was removed at this moment.`);
    return manual;
  },
};

export const PassageHit: PassageHitResolvers = {
  async passage({ passageId }, _args, { loaders }) {
    const passage = await loaders.passageById.load(passageId);
    if (passage === null) throw new NotFound('The passage was removed at this moment: search again.');
    return passage;
  },
};
