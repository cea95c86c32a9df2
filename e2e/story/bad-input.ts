import { eventually } from '@manuel/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { textFile } from '../files.ts';
import { badFiles } from './bad-files.ts';
import { badIds } from './bad-ids.ts';
import type { BadInput, Surroundings } from './bad-input-case.ts';
import { badRequests } from './bad-requests.ts';
import { badUploads } from './bad-uploads.ts';
import { LIMIT_BYTES, type Stage } from './stage.ts';

const badInputs: readonly BadInput[] = [...badFiles, ...badIds, ...badRequests, ...badUploads];

/** Whatever cannot be meant is answered with its code and leaves nothing behind. */
export function tellOfBadInput({ constellation, user, filesOf }: Stage): void {
  const oldFile = textFile('late.txt', 'Too late.');
  let oldTicket: Surroundings['oldTicket'];
  // Asked for first, so that it is nearly over when its turn comes.
  beforeAll(async () => {
    oldTicket = { ticket: await user('late', 'author', 'bad-late').ticket(oldFile), file: oldFile };
  });

  describe('bad input: a clear code, and nothing is left', () => {
    test.each(badInputs.map((badInput, index) => ({ ...badInput, index })))(
      '$name is answered with $code',
      async ({ attempt, code, index }) => {
        const anna = user('anna', 'author', `bad-${index}`);
        const stranger = user('sven', 'author', `bad-${index}-other`);
        const before = { constellation, author: anna, stranger, oldTicket, limitBytes: LIMIT_BYTES };
        expect(await attempt(before)).toBe(code);
        (await anna.graphql.send('{ manuals { totalCount } }')).expectData({ manuals: { totalCount: 0 } });
        expect(await anna.usageToday()).toMatchObject({ used: 0 });
        expect(await anna.questions()).toEqual([]);
        await eventually(() =>
          expect([...filesOf(anna.caller.workspace), ...filesOf('.incoming')]).toEqual([]),
        );
      },
    );

    test('what the gateway refused is on record too', async () => {
      await eventually(async () => {
        const entries = await user('ines', 'auditor', workspaceOf('malformed GraphQL')).auditEntries({});
        expect(entries).toEqual([
          { action: 'request.refuse', outcome: 'REFUSED', code: 'GRAPHQL_PARSE_FAILED', target: null },
        ]);
      });
    });
  });
}

function workspaceOf(badInput: string): string {
  return `bad-${badInputs.findIndex(({ name }) => name === badInput)}`;
}
