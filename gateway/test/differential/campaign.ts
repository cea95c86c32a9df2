import { type ExecutionResult, parse, validate } from 'graphql';
import { comparable } from './comparison.ts';
import { Mischief, type Visit } from './disorder.ts';
import type { Asked, Federation } from './federation.ts';
import { type GeneratedOperation, OperationGenerator } from './operation-generator.ts';
import { Random } from './random.ts';
import { reportOf } from './report.ts';
import { InputValues } from './values.ts';
import { type Disorder, ORDER } from './world.ts';

/** Executions of each document besides those with faults: with these many sets of variables. */
const VARIABLE_SETS = 2;
const DISORDERS = 2;

/** What a campaign has done. */
export interface Tally {
  documents: number;
  executions: number;
  /** Executions in which something went wrong on purpose. */
  disordered: number;
  /** Answers with data that is not null as a whole. */
  withData: number;
  /** A report of each difference. */
  readonly differences: string[];
}

/** Asks engine and monolith of one federation the same generated operations. */
export class Campaign {
  readonly tally: Tally = {
    documents: 0,
    executions: 0,
    disordered: 0,
    withData: 0,
    differences: [],
  };
  readonly #federation: Federation;
  readonly #seen = new Set<string>();

  constructor(federation: Federation) {
    this.#federation = federation;
  }

  /** One document, made from the seed alone; nothing happens when it turns out invalid or is known. */
  async run(seed: number): Promise<void> {
    const random = new Random(seed);
    const { schema } = this.#federation.monolith;
    const operations = this.#operations(random);
    const text = operations.map((one) => one.text).join('\n');
    const document = parse(text);
    if (this.#seen.has(text) || validate(schema, document).length > 0) return;
    this.#seen.add(text);
    this.tally.documents += 1;
    const { scenario, owners } = this.#federation;
    const mischief = new Mischief(scenario, schema, owners, random);
    for (let turn = 0; turn < VARIABLE_SETS; turn++) {
      const operation = random.pick(operations);
      const variables = variablesOf(operation, new InputValues(random, scenario.words), random);
      const asked = { document, documentKey: text, operationName: operation.name, variables };
      const visits = await this.#compare(seed, asked, ORDER);
      if (turn > 0 && operation.variables.length === 0) continue;
      for (let fault = 0; fault < DISORDERS; fault++) {
        const disorder = mischief.disorder(document, visits);
        if (disorder !== undefined) await this.#compare(seed, asked, disorder);
      }
    }
  }

  #operations(random: Random): GeneratedOperation[] {
    const { monolith, scenario } = this.#federation;
    const names = random.chance(15) ? ['A', 'B'] : ['A'];
    return names.map((name) => {
      const kind = scenario.mutation !== undefined && random.chance(15) ? 'mutation' : 'query';
      return new OperationGenerator(monolith.schema, random, scenario.words, name).operation(kind);
    });
  }

  async #compare(seed: number, asked: Asked, disorder: Disorder): Promise<Visit[]> {
    const { expected, visits } = await this.#federation.expected(asked, disorder);
    const answered = await this.#answered(asked, disorder);
    this.tally.executions += 1;
    if (disorder !== ORDER) this.tally.disordered += 1;
    if (expected.data) this.tally.withData += 1;
    const [is, should] = [comparable(answered), comparable(expected)];
    if (is.data !== should.data || is.errorPaths.join() !== should.errorPaths.join())
      this.tally.differences.push(reportOf(this.#federation, { seed, asked, disorder, answered, expected }));
    return visits;
  }

  async #answered(asked: Asked, disorder: Disorder): Promise<ExecutionResult> {
    try {
      return await this.#federation.answer(asked, disorder);
    } catch (error) {
      // Shown as an answer that equals none.
      return { data: { thrown: error instanceof Error ? `${error.stack} ${error.cause}` : String(error) } };
    }
  }
}

/** Values for the variables of an operation, a few of them wrong. */
export function variablesOf(
  { variables }: GeneratedOperation,
  values: InputValues,
  random: Random,
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  const hasWrong = random.chance(4);
  for (const { name, type, default: preset } of variables) {
    const isOptional = preset !== undefined || !String(type).endsWith('!');
    if (isOptional && random.chance(30)) continue;
    given[name] = hasWrong && random.chance(30) ? values.wrongJson(type) : values.json(type);
  }
  return given;
}
