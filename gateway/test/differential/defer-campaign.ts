import { parse, specifiedRules, validate } from 'graphql';
import { DEFER_RULES } from '../../src/pipeline/defer-rules.ts';
import { variablesOf } from './campaign.ts';
import { comparable } from './comparison.ts';
import { Mischief, type Visit } from './disorder.ts';
import type { Asked, Federation } from './federation.ts';
import { OperationGenerator } from './operation-generator.ts';
import { type Assembled, aligned, assemble } from './parts.ts';
import { Random } from './random.ts';
import { reportOf } from './report.ts';
import { InputValues } from './values.ts';
import { type Disorder, ORDER } from './world.ts';

const DISORDERS = 2;
const DEFER_PERCENT = 60;

/** What a campaign has done. */
export interface DeferTally {
  executions: number;
  disordered: number;
  /** Executions that were answered in parts. */
  incremental: number;
  parts: number;
  failedParts: number;
  readonly differences: string[];
}

/** Asks an engine for generated operations in parts, and a monolith for the same as a whole. */
export class DeferCampaign {
  readonly tally: DeferTally = {
    ...{ executions: 0, disordered: 0, incremental: 0, parts: 0, failedParts: 0 },
    differences: [],
  };
  readonly #federation: Federation;

  constructor(federation: Federation) {
    this.#federation = federation;
  }

  /** One document, made from the seed alone; nothing happens when it turns out invalid or defers nothing. */
  async run(seed: number): Promise<void> {
    const random = new Random(seed);
    const { monolith, scenario, owners } = this.#federation;
    const kind = scenario.mutation !== undefined && random.chance(15) ? 'mutation' : 'query';
    const { schema } = monolith;
    const generator = new OperationGenerator(schema, random, scenario.words, 'A', DEFER_PERCENT);
    const operation = generator.operation(kind);
    const document = parse(operation.text);
    const rules = [...specifiedRules, ...DEFER_RULES];
    if (!operation.text.includes('@defer') || validate(schema, document, rules).length > 0) return;
    const variables = variablesOf(operation, new InputValues(random, scenario.words), random);
    const asked = { document, documentKey: operation.text, operationName: 'A', variables };
    const visits = await this.#compare(seed, asked, ORDER);
    const mischief = new Mischief(scenario, schema, owners, random);
    for (let fault = 0; fault < DISORDERS; fault++) {
      const disorder = mischief.disorder(document, visits);
      if (disorder !== undefined) await this.#compare(seed, asked, disorder);
    }
  }

  async #compare(seed: number, asked: Asked, disorder: Disorder): Promise<Visit[]> {
    const { expected, visits } = await this.#federation.expected(asked, disorder);
    const assembled = await this.#assembled(asked, disorder);
    const { tally } = this;
    tally.executions += 1;
    if (disorder !== ORDER) tally.disordered += 1;
    if (assembled.parts > 0) tally.incremental += 1;
    tally.parts += assembled.parts;
    tally.failedParts += assembled.failed.length;
    for (const answered of [assembled.merged, assembled.added]) {
      const [left, right] = aligned(answered, expected, assembled.failed);
      const [is, should] = [comparable(left), comparable(right)];
      if (is.data === should.data && is.errorPaths.join() === should.errorPaths.join()) continue;
      const failed = assembled.failed.map((path) => path.join('.')).join(' ');
      tally.differences.push(
        `failed parts ${failed}\n${reportOf(this.#federation, { seed, asked, disorder, answered: left, expected: right })}`,
      );
      break;
    }
    return visits;
  }

  async #assembled(asked: Asked, disorder: Disorder): Promise<Assembled> {
    try {
      return await assemble(await this.#federation.answerInParts(asked, disorder));
    } catch (error) {
      const thrown = { data: { thrown: error instanceof Error ? error.stack : String(error) } };
      return { parts: 0, failed: [], merged: thrown, added: thrown };
    }
  }
}
