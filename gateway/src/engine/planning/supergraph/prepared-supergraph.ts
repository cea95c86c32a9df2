import {
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  errorCauses,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { messageOf } from '@manuel/service';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { SupergraphRefused } from '../refusals.ts';
import { type Hoisting, hoistRequires } from './hoisting.ts';
import { fieldsOfFieldSets } from './reserved-names.ts';
import { withoutShadowedKeys } from './resolvable-keys.ts';
import { applications, fieldedTypes, textOf } from './sdl.ts';
import { untypedFields } from './untyped-fields.ts';

/**
 * Features that a supergraph may demand of its gateway. Those for access control are left out on purpose: a
 * supergraph that relies on a check which nobody makes must not be served.
 */
const FEATURES = new Set([...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, 'https://specs.apollo.dev/context/v0.1']);

/** A supergraph as clients see it and as the planner does. */
export interface PreparedSupergraph {
  /** What clients may ask for, in the planner's own terms. */
  readonly api: Schema;
  /** The same as a graphql-js schema, with `@defer`. */
  readonly apiSchema: GraphQLSchema;
  /** Every type, those that clients do not see included. */
  readonly fullSchema: GraphQLSchema;
  /** What plans are made over. */
  readonly planned: Supergraph;
  readonly hoisting: Hoisting;
  /** Names of the fields that some field set selects, hoisted ones included. */
  readonly reserved: ReadonlySet<string>;
  /** Names of the fields that are fetched without type conditions: those of interface objects, and below them. */
  readonly untyped: ReadonlySet<string>;
  /** Labels of `@override` that each request decides on. */
  readonly overrideLabels: ReadonlySet<string>;
}

/** @throws SupergraphRefused with every reason that is known */
export function prepareSupergraph(sdl: string): PreparedSupergraph {
  try {
    const document = parse(sdl, { noLocation: true });
    const original = build(document);
    const hoisting = hoistRequires(withoutShadowedKeys(document));
    const planned = hoisting.document === document ? original : build(hoisting.document);
    // Taken apart here, so that a subgraph in disorder is a reason of this refusal.
    planned.subgraphs();
    const api = original.apiSchema();
    return {
      api,
      apiSchema: api.toGraphQLJSSchema({ includeDefer: true }),
      fullSchema: original.schema.toGraphQLJSSchema(),
      planned,
      hoisting,
      reserved: fieldsOfFieldSets(hoisting.document),
      untyped: untypedFields(document),
      overrideLabels: labelsOf(document),
    };
  } catch (error) {
    throw new SupergraphRefused(reasonsOf(error), error);
  }
}

/** Everything that is wrong, by what a library threw. */
export function reasonsOf(error: unknown): string[] {
  const causes = error instanceof Error ? errorCauses(error) : undefined;
  return causes && causes.length > 0 ? causes.map(messageOf) : [messageOf(error)];
}

function build(document: DocumentNode): Supergraph {
  return Supergraph.build(document, { supportedFeatures: FEATURES, validateSupergraph: true });
}

function labelsOf(document: DocumentNode): Set<string> {
  const fields = fieldedTypes(document).flatMap((type) => type.fields ?? []);
  const joins = fields.flatMap((field) => applications(field, 'join__field'));
  return new Set(joins.flatMap((join) => textOf(join, 'overrideLabel') ?? []));
}
