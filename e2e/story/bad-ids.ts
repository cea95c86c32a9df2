import { newId } from '@manuel/service';
import { expect } from 'vitest';
import { type BadInput, notes } from './bad-input-case.ts';

/** Ids of nothing, or of what is not the caller's. */
export const badIds: readonly BadInput[] = [
  {
    name: "an unknown manual's id",
    code: 'NOT_FOUND',
    async attempt({ author }) {
      (
        await author.graphql.send('query ($id: ID!) { manual(id: $id) { id } question(id: $id) { id } }', {
          id: newId(),
        })
      ).expectData({ manual: null, question: null });
      return (await author.removeManual(newId())).at('removeManual', 'code');
    },
  },
  {
    name: 'an id that is none',
    code: 'NOT_FOUND',
    async attempt({ author }) {
      const id = "1' or '1'='1";
      (
        await author.graphql.send('query ($id: ID!) { manual(id: $id) { id } question(id: $id) { id } }', {
          id,
        })
      ).expectData({ manual: null, question: null });
      return (await author.removeManual(id)).at('removeManual', 'code');
    },
  },
  {
    name: "an unknown upload's id",
    code: 'NOT_FOUND',
    attempt: async ({ author }) => (await author.addManual(newId())).at('addManual', 'code'),
  },
  {
    name: "another workspace's manual",
    code: 'NOT_FOUND',
    async attempt({ author, stranger }) {
      const id = await stranger.add(notes);
      const refused = await author.removeManual(id);
      expect((await stranger.ingested(id)).status).toBe('READY');
      (await stranger.removeManual(id)).expectMatch({ removeManual: { id } });
      return refused.at('removeManual', 'code');
    },
  },
  {
    name: "another workspace's upload",
    code: 'NOT_FOUND',
    async attempt({ author, stranger }) {
      const ticket = await stranger.ticket(notes);
      await stranger.put(ticket, notes.bytes);
      return (await author.addManual(ticket.uploadId)).at('addManual', 'code');
    },
  },
];
