import { type ExecutionResult, GraphQLError } from 'graphql';
import type { DeferredProgram } from '../compile/deferred-program.ts';
import type { Json } from '../own.ts';
import { mergeInto } from '../own.ts';
import { ExactShape, type Path, rootOf } from '../shape/exact-shape.ts';
import { asksIntrospection, introspect } from '../shape/introspection.ts';
import { toldPaths } from './answer.ts';
import { type Addition, Delivered } from './delivered.ts';
import { Execution, type ExecutionOptions } from './execution.ts';
import { PartErrors } from './part-errors.ts';
import { type AnsweredObject, objectsAlong, typeOf } from './part-places.ts';
import { Progress } from './progress.ts';

/** A deferred part at one object of the answer. */
export interface PendingPart {
  readonly id: string;
  readonly path: Path;
  readonly label: string | undefined;
}

/** A deferred part that is ready. */
export interface DeliveredPart extends PendingPart {
  /** Null when it cannot be given, for the reasons in the errors. */
  readonly data: Json | null;
  /** What of the data the client did not have yet. */
  readonly additions: readonly Addition[];
  readonly errors: readonly GraphQLError[];
}

/** Parts that are ready at the same time. */
export interface LaterParts {
  readonly delivered: readonly DeliveredPart[];
  /** What is deferred inside of the delivered parts. */
  readonly pending: readonly PendingPart[];
  readonly hasNext: boolean;
}

/** An answer in parts; nothing is pending where nothing follows. */
export interface IncrementalAnswer {
  readonly first: ExecutionResult;
  readonly pending: readonly PendingPart[];
  readonly later: AsyncGenerator<LaterParts, void, void>;
}

export interface PartsAnswerOptions extends Omit<ExecutionOptions, 'program' | 'onEnd' | 'signal'> {
  readonly program: DeferredProgram;
  /** Aborted when nobody waits any more; the first part of what is carried through is answered all the same. */
  readonly signal: AbortSignal | undefined;
}

interface OpenPart extends PendingPart, AnsweredObject {
  readonly number: number;
}

/** Runs a program for one request and answers each of its parts when its fetches have ended. */
export class PartsAnswer {
  readonly #options: PartsAnswerOptions;
  readonly #execution: Execution;
  readonly #progress: Progress;
  readonly #errors: PartErrors;
  #delivered = new Delivered({});
  /** Paths at which there is an error already, and those around. */
  readonly #told = new Set<string>();
  #open: readonly OpenPart[] = [];
  #count = 0;

  constructor(options: PartsAnswerOptions) {
    const { program, variables, signal } = options;
    this.#options = options;
    this.#progress = new Progress(program.program.steps);
    this.#execution = new Execution({
      ...options,
      program: program.program,
      signal: program.program.isCarriedThrough ? undefined : signal,
      onEnd: this.#progress.end,
    });
    this.#errors = new PartErrors(program, variables, this.#execution);
  }

  /** Answers the first part; the steps of the others go on meanwhile. @throws the signal's reason */
  async begin(): Promise<IncrementalAnswer> {
    const { program, variables, signal } = this.#options;
    const { data } = this.#execution;
    if (asksIntrospection(program.whole)) mergeInto(data, introspect(program.whole, variables));
    this.#execution.run().catch((reason: unknown) => this.#progress.fail(reason));
    while (!this.#progress.isDone(null)) await this.#progress.change();
    const first = this.#answerFirst();
    if (first.data) {
      this.#delivered = new Delivered(first.data);
      this.#open = this.#openIn(null, {
        declared: rootOf(program.whole),
        data,
        shaped: first.data,
        path: [],
      });
    }
    const leave = () => {
      this.#execution.stop();
      this.#progress.tell();
    };
    if (this.#open.length === 0 || signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    return { first, pending: this.#open.map(announced), later: this.#later() };
  }

  async *#later(): AsyncGenerator<LaterParts, void, void> {
    try {
      while (this.#open.length > 0 && !this.#options.signal?.aborted) {
        const ready = this.#open.filter(({ number }) => this.#progress.isDone(number));
        if (ready.length > 0) yield this.#deliver(ready);
        else await this.#progress.change();
      }
    } catch (reason) {
      if (!this.#options.signal?.aborted) yield this.#failAll(reason);
    } finally {
      this.#execution.stop();
    }
  }

  #answerFirst(): ExecutionResult {
    const { program, variables } = this.#options;
    const { data, absent } = this.#execution;
    const { shape, fastShape } = program.program;
    const errors = this.#errors.ofFirst();
    const exact = new ExactShape(shape, variables, this.#tell(errors), absent);
    const shaped = fastShape?.(data, variables) ?? exact.shape(data);
    errors.push(...exact.errors, ...this.#errors.belowNullsOfFirst(shaped));
    this.#tell(errors);
    return errors.length === 0 ? { data: shaped } : { data: shaped, errors };
  }

  #deliver(ready: readonly OpenPart[]): LaterParts {
    const pending: OpenPart[] = [];
    const delivered = ready.map((open) => {
      const part = this.#answer(open);
      if (part.data !== null) pending.push(...this.#openIn(open.number, { ...open, shaped: part.data }));
      return part;
    });
    this.#open = [...this.#open.filter((one) => !ready.includes(one)), ...pending];
    return { delivered, pending: pending.map(announced), hasNext: this.#open.length > 0 };
  }

  #answer(open: OpenPart): DeliveredPart {
    const { program, variables } = this.#options;
    const { data, path, number } = open;
    const part = program.parts[number];
    const type = typeOf(open, program.whole);
    if (part === undefined || type === undefined) return failed(open, []);
    const errors = this.#errors.of(number, type, open);
    const exact = new ExactShape(part.shape, variables, this.#tell(errors), this.#execution.absent);
    const shaped = part.fastShape(type)?.(data, variables) ?? exact.shapeAt(type, data, path);
    errors.push(...exact.errors, ...this.#errors.belowNulls(number, open, shaped, errors));
    this.#tell(errors);
    const additions = shaped && this.#delivered.add(path, shaped);
    if (shaped === null || additions === null) return failed(open, errors);
    return { ...announced(open), data: shaped, additions, errors };
  }

  /** Opens the parts that stand right inside of another one, at one of its objects. */
  #openIn(outer: number | null, object: AnsweredObject): OpenPart[] {
    const { program, variables } = this.#options;
    return [...program.parts.entries()].flatMap(([number, part]) => {
      if (part.outer !== outer) return [];
      const objects = objectsAlong(part.way, object, program.whole, variables);
      return objects.map((one) => ({ ...one, number, label: part.label, id: String(this.#count++) }));
    });
  }

  /** What stays open when the run itself fails, which no subgraph can bring about. */
  #failAll(reason: unknown): LaterParts {
    const cause = reason instanceof Error ? reason : new Error(String(reason));
    const delivered = this.#open.map((open) => {
      const error = new GraphQLError(cause.message, { path: [...open.path], originalError: cause });
      return failed(open, [error]);
    });
    this.#open = [];
    return { delivered, pending: [], hasNext: false };
  }

  #tell(errors: readonly GraphQLError[]): ReadonlySet<string> {
    for (const told of toldPaths(errors)) this.#told.add(told);
    return this.#told;
  }
}

function announced({ id, path, label }: OpenPart): PendingPart {
  return { id, path, label };
}

function failed(open: OpenPart, errors: readonly GraphQLError[]): DeliveredPart {
  const { path } = open;
  const isTold = errors.length > 0;
  const lost = new GraphQLError('This part of the answer cannot be given.', {
    path: [...path],
    extensions: { code: 'INVALID_SUBGRAPH_ANSWER' },
  });
  return { ...announced(open), data: null, additions: [], errors: isTold ? errors : [lost] };
}
