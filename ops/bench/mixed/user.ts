import type { Deed } from './deck.ts';
import type { FrontDoor, Operation } from './front-door.ts';
import { type Manual, manualOf, questionOf } from './library.ts';
import * as operations from './operations.ts';

/** A workspace's manual that stays. */
export interface Kept {
  readonly id: string;
  /** Its number in the library. */
  readonly index: number;
  readonly manual: Manual;
}

/** What the users of one workspace share. */
export interface Workspace {
  readonly name: string;
  readonly manuals: readonly Kept[];
  /** May read the audit. */
  readonly auditorToken: string;
}

/** Somebody who asks, reads and now and then adds a manual; what they wrote, their next reads must show. */
export class User {
  readonly #door: FrontDoor;
  readonly #token: string;
  readonly #workspace: Workspace;
  /** A number of their own, which what they add begins with. */
  readonly #number: number;
  readonly #asked: { readonly id: string; readonly text: string }[] = [];
  readonly #added: string[] = [];
  #turn = 0;

  constructor(door: FrontDoor, token: string, workspace: Workspace, number: number) {
    this.#door = door;
    this.#token = token;
    this.#workspace = workspace;
    this.#number = number;
  }

  /** Does it, and waits for every answer that it takes. */
  async does(deed: Deed): Promise<void> {
    this.#turn += 1;
    switch (deed) {
      case 'manuals':
        return this.#readManuals();
      case 'manual':
        return this.#readManual();
      case 'question':
        return this.#readQuestion(this.#asked[this.#turn % Math.max(1, this.#asked.length)]);
      case 'questions':
        return this.#readQuestions();
      case 'search':
        return this.#search();
      case 'usage':
        return this.#readUsage();
      case 'audit':
        return this.#readAudit();
      case 'ask':
        return this.#ask();
      case 'add':
        return this.#add();
      case 'remove':
        return this.#remove();
      default:
        return deed satisfies never;
    }
  }

  /** Sends a manual and makes one of it. @returns its id; undefined when something was wrong */
  async addManual(manual: Manual): Promise<string | undefined> {
    const { fileName, byteSize, sha256, title, product, text } = manual;
    const input = { fileName, byteSize, sha256 };
    const requested = await this.#send(operations.REQUEST_UPLOAD, { input });
    if (requested === undefined) return undefined;
    const { uploadId, url, headers } = requested.requestUpload;
    const named = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
    if (!(await this.#door.put(url, named, text))) return undefined;
    const added = await this.#send(operations.ADD_MANUAL, { input: { uploadId, title, product } });
    return added?.addManual.manual.id;
  }

  /** Whether a manual can be asked. */
  async isReady(id: string): Promise<boolean> {
    const read = await this.#send(operations.MANUAL_STATUS, { id });
    return read?.manual?.status === 'READY';
  }

  async #readManuals(): Promise<void> {
    const least = this.#workspace.manuals.length;
    await this.#send(operations.MANUALS, {}, ({ manuals }) => manuals.totalCount >= least);
  }

  async #readManual(): Promise<void> {
    const { id, manual } = this.#kept();
    await this.#send(
      operations.MANUAL,
      { id },
      (read) => read.manual?.title === manual.title && read.manual.passages.edges.length > 0,
    );
  }

  async #readQuestion(question: { readonly id: string; readonly text: string } | undefined): Promise<void> {
    if (question === undefined) return;
    const { id, text } = question;
    await this.#send(operations.QUESTION, { id }, (read) => read.question.text === text);
  }

  /** The newest of their questions is the one that they asked last. */
  async #readQuestions(): Promise<void> {
    const newest = this.#asked.at(-1)?.id;
    await this.#send(operations.QUESTIONS, {}, ({ questions }) => questions.edges[0]?.node.id === newest);
  }

  async #search(): Promise<void> {
    const { id, index, manual } = this.#kept();
    const variables = { text: questionOf(index, this.#turn).text, product: manual.product };
    await this.#send(operations.SEARCH, variables, ({ searchPassages }) =>
      searchPassages.every(({ passage }) => passage.manual.id === id),
    );
  }

  /** Every question of theirs was charged once. */
  async #readUsage(): Promise<void> {
    const used = this.#asked.length;
    await this.#send(operations.USAGE, {}, ({ me }) => me.usage.month.used === used);
  }

  async #readAudit(): Promise<void> {
    const { auditorToken } = this.#workspace;
    await this.#door.ask(
      auditorToken,
      operations.AUDIT,
      {},
      ({ auditEntries }) => auditEntries.edges.length > 0,
    );
  }

  /** Asks one of the workspace's manuals, and reads the question as it is kept. */
  async #ask(): Promise<void> {
    const { index, manual } = this.#kept();
    const { text, quoted } = questionOf(index, this.#turn + this.#asked.length);
    const input = { text, product: manual.product };
    const asked = await this.#send(operations.ASK, { input }, ({ ask }) => ask.answer.text.includes(quoted));
    if (asked === undefined) return;
    const question = { id: asked.ask.id, text };
    this.#asked.push(question);
    await this.#readQuestion(question);
  }

  async #add(): Promise<void> {
    const manual = manualOf(1_000 * this.#number + this.#turn);
    const id = await this.addManual(manual);
    if (id === undefined) return;
    this.#added.push(id);
    await this.#send(operations.MANUAL_STATUS, { id }, (read) => read.manual?.title === manual.title);
  }

  /** Removes what they added first; one who has nothing of their own adds something. */
  async #remove(): Promise<void> {
    const id = this.#added.shift();
    if (id === undefined) return this.#add();
    const removed = await this.#send(operations.REMOVE_MANUAL, { id });
    if (removed !== undefined)
      await this.#send(operations.MANUAL_STATUS, { id }, ({ manual }) => manual === null);
  }

  #kept(): Kept {
    const { manuals, name } = this.#workspace;
    const kept = manuals[(this.#turn + this.#number) % manuals.length];
    if (kept === undefined) throw new Error(`The workspace ${name} has no manual.`);
    return kept;
  }

  #send<T>(
    operation: Operation<T>,
    variables: Readonly<Record<string, unknown>>,
    isRight?: (data: T) => boolean,
  ): Promise<T | undefined> {
    return this.#door.ask(this.#token, operation, variables, isRight);
  }
}
