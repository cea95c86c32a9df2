import { InvalidInput, isId } from '@manuel/service';
import { callerOf, type RequestContext } from './context.ts';
import { byId, type Connection, connectionOf, type Page, pageOf } from './pagination.ts';

/** A job or message that was given up, as it is kept. */
export interface KeptLetter {
  readonly id: string;
  readonly queue: string;
  readonly data: object;
  readonly reason: string;
  readonly tries: number;
  readonly sentAt: Date;
  readonly diedAt: Date;
}

/** Changes letters of some workspaces, and tells in the same transaction which were there. @returns their ids */
type Change<Em> = (
  workspaces: readonly string[],
  ids: readonly string[],
  act: (ids: readonly string[], em: Em) => Promise<void>,
) => Promise<string[]>;

/** Where letters are kept; `DeadLetters` of lib/database is one. */
export interface LetterStore<Em> {
  /** One letter more than the page, newest first. @param signal ends it */
  page(
    workspaces: readonly string[],
    page: Page & { readonly ids: readonly string[] | null },
    signal: AbortSignal | undefined,
  ): Promise<KeptLetter[]>;
  redrive: Change<Em>;
  discard: Change<Em>;
}

/** What was done to one letter, or was not. */
export interface LetterDeed {
  readonly action: 'letter.redrive' | 'letter.discard';
  readonly outcome: 'DONE' | 'REFUSED';
  /** Such as letter:018f… */
  readonly target?: string;
  readonly code?: string;
}

/** Keeps what was done, in the transaction that did it. */
export type NoteDeeds<Em> = (request: RequestContext, deeds: readonly LetterDeed[], em?: Em) => Promise<void>;

/** `DeadLetter` of the contract. */
export interface LetterAnswer extends Omit<KeptLetter, 'data'> {
  readonly data: string;
}

/** The parent of the contract's `DeadLetters`: a name for what all subgraphs answer, with nothing of its own. */
export type LettersParent = object;

/** Which letters were dealt with, and which ids name none; or why none was. */
type DeskAnswer<Name extends string> =
  | { readonly __typename: Name; readonly ids: string[]; readonly unknown: string[] }
  | {
      readonly __typename: 'InvalidInput';
      readonly code: string;
      readonly message: string;
      readonly path: string;
    };

const MOST_IDS = 100;

/** The workspace of what belongs to callers whom nobody knows, such as the refusal of a forged token. */
const NOBODYS_WORKSPACE = '';

/** What admins do with the dead letters of one subgraph; each deed is noted. */
export class LetterDesk<Em> {
  readonly #store: LetterStore<Em>;
  readonly #note: NoteDeeds<Em>;

  constructor(store: LetterStore<Em>, note: NoteDeeds<Em>) {
    this.#store = store;
    this.#note = note;
  }

  /** @throws InvalidInput when the page cannot be meant */
  async page(
    request: RequestContext,
    { first, after, ids }: { first: number; after?: string | null; ids?: readonly string[] | null },
  ): Promise<Connection<LetterAnswer>> {
    const page = pageOf(byId, { first, after: after ?? null });
    if (ids && ids.length > MOST_IDS) throw tooManyOrNone();
    const wanted = { ...page, ids: ids?.filter(isId) ?? null };
    const letters = await this.#store.page(workspacesOf(request), wanted, request.signal);
    const answers = letters.map((letter) => ({ ...letter, data: JSON.stringify(letter.data) }));
    return connectionOf(byId, answers, page);
  }

  /** Sends letters to their queues again. */
  redrive(request: RequestContext, ids: readonly string[]): Promise<DeskAnswer<'DeadLettersRedriven'>> {
    return this.#change('redrive', 'DeadLettersRedriven', request, ids);
  }

  /** Removes letters for good. */
  discard(request: RequestContext, ids: readonly string[]): Promise<DeskAnswer<'DeadLettersDiscarded'>> {
    return this.#change('discard', 'DeadLettersDiscarded', request, ids);
  }

  async #change<Name extends string>(
    deed: 'redrive' | 'discard',
    __typename: Name,
    request: RequestContext,
    ids: readonly string[],
  ): Promise<DeskAnswer<Name>> {
    const action = `letter.${deed}` as const;
    const asked = new Set(ids);
    if (asked.size < 1 || asked.size > MOST_IDS) {
      const { code, message, path } = tooManyOrNone();
      await this.#note(request, [{ action, outcome: 'REFUSED', code }]);
      return { __typename: 'InvalidInput', code, message, path };
    }
    const known = await this.#store[deed](workspacesOf(request), [...asked].filter(isId), (found, em) =>
      this.#note(
        request,
        found.map((id) => ({ action, outcome: 'DONE', target: `letter:${id}` })),
        em,
      ),
    );
    return { __typename, ids: known, unknown: [...asked.difference(new Set(known))] };
  }
}

function tooManyOrNone(): InvalidInput {
  return new InvalidInput('ids', `ids must be 1 to ${MOST_IDS}.`);
}

/** Whose letters the caller may see: their workspace's, and those that belong to nobody. */
function workspacesOf(request: RequestContext): string[] {
  return [callerOf(request).workspace, NOBODYS_WORKSPACE];
}
