import { eventually } from '@manuel/testkit';
import { expect } from 'vitest';
import { z } from 'zod';
import { textFile } from './files.ts';
import type { User } from './user.ts';

const NAMES = ['Amber', 'Birch', 'Cedar', 'Dune', 'Ember'];

interface Manual {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

interface Asked {
  readonly id: string;
  readonly text: string;
  readonly citations: readonly { readonly quote: string; readonly manualId: string }[];
}

const Citations = z.array(
  z.object({ quote: z.string(), passage: z.object({ manual: z.object({ id: z.string() }) }) }),
);

/** Manuals and questions of one user alone, of which it is known at every moment how each must be read. */
export class Library {
  readonly #user: User;
  readonly #names = NAMES.values();
  /** Oldest first. */
  readonly #manuals: Manual[] = [];
  readonly #removed: Manual[] = [];
  readonly #asked: Asked[] = [];

  constructor(user: User) {
    this.#user = user;
  }

  /** What came last, of what is read by its id. */
  get newestIds(): string[] {
    return [this.#manuals.at(-1), this.#removed.at(-1), this.#asked.at(-1)].flatMap((one) => one?.id ?? []);
  }

  /** Adds a manual, asks it something, and removes the one before it. */
  async change(): Promise<void> {
    const name = this.#names.next().value ?? expect.fail('There are no more names.');
    const [title, text] = [`${name} pump`, `The ${name} valve opens after nine turns.`];
    const id = await this.#user.addAndWait(textFile(`${name}.txt`, text), { title });
    const question = `After how many turns does the ${name} valve open?`;
    const answer = await this.#user.ask(question);
    const citations = Citations.parse(answer.at('ask', 'answer', 'citations')).map(({ quote, passage }) => ({
      ...{ quote, manualId: passage.manual.id },
    }));
    expect(citations[0], String(answer)).toEqual({ quote: text, manualId: id });
    this.#asked.push({ id: String(answer.at('ask', 'id')), text: question, citations });
    const last = this.#manuals.pop();
    this.#manuals.push({ id, title, text });
    if (last === undefined) return;
    (await this.#user.removeManual(last.id)).expectMatch({ removeManual: { id: last.id } });
    this.#removed.push(last);
  }

  /** Reads all of it in every way, and expects what must be there and nothing else. */
  async expectEverything(): Promise<void> {
    await Promise.all([
      this.#expectMe(),
      this.#expectLists(),
      this.#expectSearch(),
      ...this.#manuals.map((manual) => this.#expectManual(manual)),
      ...this.#removed.map(({ id }) => this.#expectNoManual(id)),
      ...this.#asked.map((asked) => this.#expectQuestion(asked)),
    ]);
    await this.#expectAudit();
  }

  async #expectMe(): Promise<void> {
    const { id } = this.#user.caller;
    const answer = await this.#user.graphql.send('{ me { id usage { today { used } } } }');
    answer.expectData({ me: { id, usage: { today: { used: this.#asked.length } } } });
  }

  async #expectLists(): Promise<void> {
    const answer = await this.#user.graphql.send(
      '{ manuals { totalCount edges { node { id title } } } questions { edges { node { id text } } } }',
    );
    const [manuals, questions] = [this.#manuals.toReversed(), this.#asked.toReversed()];
    answer.expectData({
      manuals: {
        totalCount: this.#manuals.length,
        edges: manuals.map(({ id, title }) => ({ node: { id, title } })),
      },
      questions: { edges: questions.map(({ id, text }) => ({ node: { id, text } })) },
    });
  }

  async #expectSearch(): Promise<void> {
    const answer = await this.#user.graphql.send(
      '{ searchPassages(text: "valve") { passage { text manual { id title } } } }',
    );
    const hits = this.#manuals.map(({ id, title, text }) => ({ passage: { text, manual: { id, title } } }));
    answer.expectData({ searchPassages: hits });
  }

  async #expectManual({ id, title, text }: Manual): Promise<void> {
    const answer = await this.#user.graphql.send(
      `query ($id: ID!) {
        manual(id: $id) { title status addedBy { id } passages { edges { node { text manual { id } } } } }
      }`,
      { id },
    );
    const passages = { edges: [{ node: { text, manual: { id } } }] };
    const addedBy = { id: this.#user.caller.id };
    answer.expectData({ manual: { title, status: 'READY', addedBy, passages } });
  }

  async #expectNoManual(id: string): Promise<void> {
    const answer = await this.#user.graphql.send('query ($id: ID!) { manual(id: $id) { title } }', { id });
    answer.expectData({ manual: null });
  }

  async #expectQuestion({ id, text, citations }: Asked): Promise<void> {
    const answer = await this.#user.graphql.send(
      `query ($id: ID!) {
        question(id: $id) {
          text
          askedBy { id }
          answer { found citations { quote passage { text manual { id title } } } }
        }
      }`,
      { id },
    );
    const askedBy = { id: this.#user.caller.id };
    const seen = citations.map(({ quote, manualId }) => {
      const manual = this.#manuals.find((one) => one.id === manualId);
      const passage = manual && { text: manual.text, manual: { id: manual.id, title: manual.title } };
      return { quote, passage: passage ?? null };
    });
    answer.expectData({ question: { text, askedBy, answer: { found: true, citations: seen } } });
  }

  /** Entries come a moment after what they tell of. */
  async #expectAudit(): Promise<void> {
    const counts = {
      'manual.add': this.#manuals.length + this.#removed.length,
      'manual.remove': this.#removed.length,
      'question.ask': this.#asked.length,
    };
    for (const [action, count] of Object.entries(counts))
      await eventually(async () => expect(await this.#user.auditEntries({ action })).toHaveLength(count));
  }
}
