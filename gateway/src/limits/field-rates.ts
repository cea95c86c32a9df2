import { elementName, linksOf } from '@manuel/access';
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  Kind,
  parse,
} from 'graphql';
import { SupergraphRefused } from '../engine/planning/refusals.ts';
import { applications, argument, type FieldedType, fieldedTypes } from '../engine/planning/supergraph/sdl.ts';

/** The feature that brings `@rateLimit` into a supergraph, without its version. */
const FEATURE = 'https://manuel.example/rateLimit';
const DIRECTIVE = 'rateLimit';
const VERSION = /^v1\.\d+$/;

/** How often something may be done. */
export interface Rate {
  /** At least 0; 0 is never. */
  readonly limit: number;
  /** Seconds from the first time on, at least 1. */
  readonly duration: number;
}

/**
 * The rates that a supergraph gives its fields, by coordinate, such as `Mutation.ask`. As in
 * graphql-rate-limit-directive, a rate at an object type is that of each of its fields that has none of its own, and
 * each of them is counted by itself.
 * @throws SupergraphRefused that names every coordinate whose rate is none
 */
export function readFieldRates(supergraphSdl: string): Map<string, Rate> {
  const document = parse(supergraphSdl, { noLocation: true });
  const name = directiveName(document);
  if (name === undefined) return new Map();
  const reader = new Reader(document, name);
  const rates = new Map(fieldedTypes(document).flatMap((type) => reader.ratesOf(type)));
  if (reader.problems.length > 0) throw new SupergraphRefused(reader.problems);
  return rates;
}

/** What the directive is called in this supergraph; undefined where it is not linked. */
function directiveName(document: DocumentNode): string | undefined {
  const link = linksOf(document).find(({ identity }) => identity === FEATURE);
  if (link !== undefined && !VERSION.test(link.version))
    throw new SupergraphRefused([`${FEATURE} is known here as v1.0, not as ${link.version}`]);
  return link && elementName(link, DIRECTIVE);
}

class Reader {
  readonly problems: string[] = [];
  readonly #name: string;
  readonly #definition: DirectiveDefinitionNode | undefined;

  constructor(document: DocumentNode, name: string) {
    this.#name = name;
    this.#definition = document.definitions.find(
      (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === name,
    ) as DirectiveDefinitionNode | undefined; // The kind says so.
  }

  ratesOf({ name: { value: typeName }, directives, fields = [] }: FieldedType): [string, Rate][] {
    const ofType = this.#rateAt(typeName, directives);
    return fields.flatMap((field) => {
      const coordinate = `${typeName}.${field.name.value}`;
      const rate = this.#rateAt(coordinate, field.directives) ?? ofType;
      return rate === undefined ? [] : [[coordinate, rate]];
    });
  }

  #rateAt(coordinate: string, directives: readonly ConstDirectiveNode[] = []): Rate | undefined {
    const [applied, ...more] = applications({ directives }, this.#name);
    if (applied === undefined) return undefined;
    if (more.length > 0) this.#refuse(coordinate, 'stands there twice');
    return {
      limit: this.#read(coordinate, applied, 'limit', 0),
      duration: this.#read(coordinate, applied, 'duration', 1),
    };
  }

  #read(coordinate: string, applied: ConstDirectiveNode, name: string, least: number): number {
    const value = argument(applied, name) ?? this.#defaultOf(name);
    const number = value?.kind === Kind.INT ? Number(value.value) : undefined;
    if (number !== undefined && number >= least) return number;
    this.#refuse(coordinate, `needs ${name} as a whole number of at least ${least}`);
    return least;
  }

  #defaultOf(name: string): ConstValueNode | undefined {
    return this.#definition?.arguments?.find((node) => node.name.value === name)?.defaultValue;
  }

  #refuse(coordinate: string, what: string): void {
    this.problems.push(`@${this.#name} at ${coordinate} ${what}`);
  }
}
