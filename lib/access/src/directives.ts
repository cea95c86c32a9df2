import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';
import { elementName, type Link, linksOf } from './links.ts';
import { type AnyOfAll, allOf, NOTHING, type Requirement } from './requirement.ts';

/** The directives of the federation that say who may have a field or a type. */
const KINDS = ['authenticated', 'requiresScopes', 'policy'] as const;
type AccessDirective = (typeof KINDS)[number];

const SPECS = 'https://specs.apollo.dev/';
const FEDERATION = `${SPECS}federation`;
const VERSION = 'v0.1';

/** What each of them is called in one schema. */
export type AccessDirectives = ReadonlyMap<string, AccessDirective>;

/** A directive that cannot be understood: what it guards must not be served. */
export class DirectiveRefused extends Error {}

/**
 * The names under which a schema, of a subgraph or composed, has `@authenticated`, `@requiresScopes` and `@policy`:
 * imported ones may be renamed, others begin with a namespace.
 * @throws DirectiveRefused when one is linked in a version that is not known
 */
export function accessDirectives(document: DocumentNode): AccessDirectives {
  return new Map(linksOf(document).flatMap((link) => namesIn(link)));
}

function namesIn(link: Link): [string, AccessDirective][] {
  if (link.identity === FEDERATION) return KINDS.map((kind) => [elementName(link, kind), kind]);
  const kind = KINDS.find((one) => link.identity === SPECS + one);
  if (kind === undefined) return [];
  if (link.version !== VERSION)
    throw new DirectiveRefused(
      `${link.identity}/${link.version} is not known: ${VERSION} of @${kind} is what can be enforced.`,
    );
  return [[elementName(link, kind), kind]];
}

/**
 * What the directives of one definition ask for.
 * @param coordinate where they stand, for what is thrown
 * @throws DirectiveRefused when an argument cannot be read, or the directive is one of these by its name and nothing
 *   links to it: whoever wrote it relies on it
 */
export function requirementOn(
  applied: readonly ConstDirectiveNode[],
  names: AccessDirectives,
  coordinate: string,
): Requirement {
  return allOf(...applied.map((directive) => requirementOf(directive, names, coordinate)));
}

function requirementOf(
  directive: ConstDirectiveNode,
  names: AccessDirectives,
  coordinate: string,
): Requirement {
  const name = directive.name.value;
  const kind = names.get(name);
  if (kind === undefined) {
    const looksLike = KINDS.find((one) => name === one || name.endsWith(`__${one}`));
    if (looksLike === undefined) return NOTHING;
    throw new DirectiveRefused(
      `@${name} on ${coordinate} is not linked: import it from ${SPECS}, or nobody enforces it.`,
    );
  }
  switch (kind) {
    case 'authenticated':
      return { ...NOTHING, authenticated: true };
    case 'requiresScopes':
      return {
        authenticated: true,
        scopes: [alternativesOf(directive, 'scopes', coordinate)],
        policies: [],
      };
    case 'policy':
      return { ...NOTHING, policies: [alternativesOf(directive, 'policies', coordinate)] };
    default:
      return kind satisfies never;
  }
}

function alternativesOf(directive: ConstDirectiveNode, name: string, coordinate: string): AnyOfAll {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value;
  const told = `@${directive.name.value} on ${coordinate} needs ${name}, a list of lists of names.`;
  // A single value stands for a list of it (GraphQL, 3.12), here as everywhere.
  const listOf = (one: ConstValueNode | undefined): readonly ConstValueNode[] => {
    if (one === undefined || one.kind === Kind.NULL) throw new DirectiveRefused(told);
    return one.kind === Kind.LIST ? one.values : [one];
  };
  return listOf(value).map((all) =>
    listOf(all).map((one) => {
      if (one.kind !== Kind.STRING || one.value === '') throw new DirectiveRefused(told);
      return one.value;
    }),
  );
}
