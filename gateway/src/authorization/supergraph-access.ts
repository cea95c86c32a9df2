import { createHash } from 'node:crypto';
import {
  type AccessDirectives,
  accessDirectives,
  elementName,
  isKnownPolicy,
  linksOf,
  type Requirement,
  type WrittenRequirements,
  writtenRequirements,
} from '@manuel/access';
import { messageOf } from '@manuel/service';
import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { SupergraphRefused } from '../engine/planning/refusals.ts';
import { requiredFields } from './required-fields.ts';

/** What a supergraph says of access, and the supergraph without it. */
export interface SupergraphAccess {
  /** What types and fields ask for, by name and by coordinate. */
  readonly written: WrittenRequirements;
  /** What fields ask for because they are made from others (`@requires`, `@fromContext`), by coordinate. */
  readonly required: ReadonlyMap<string, Requirement>;
  /** Loads in a gateway that knows nothing of these directives. */
  readonly bareSdl: string;
}

/** The specifications whose directives are taken out, with the types that their arguments have. */
const ACCESS_SPECS = new Map([
  ['https://specs.apollo.dev/authenticated', []],
  ['https://specs.apollo.dev/requiresScopes', ['Scope']],
  ['https://specs.apollo.dev/policy', ['Policy']],
]);

/**
 * Takes the rules out of a supergraph, for somebody who enforces them. Whatever would be left unenforced refuses it: a
 * directive that cannot be read, that stands where it guards nothing, or a policy that nobody decides on.
 * @throws SupergraphRefused with the reasons
 */
export function takeOutAccess(supergraphSdl: string): SupergraphAccess {
  try {
    const document = parse(supergraphSdl, { noLocation: true });
    const written = writtenRequirements(document);
    const names = accessDirectives(document);
    const problems = [...misplaced(document, names), ...unknownPolicies(written)];
    if (problems.length > 0) throw new SupergraphRefused(problems);
    const required = requiredFields(document, written);
    if (names.size === 0) return { written, required, bareSdl: supergraphSdl };
    // Two supergraphs that differ in their rules alone must not look like one to whoever looks for a new one.
    const mark = createHash('sha256').update(supergraphSdl).digest('hex');
    return { written, required, bareSdl: `${print(withoutAccess(document, names))}\n# ${mark}\n` };
  } catch (error) {
    if (error instanceof SupergraphRefused) throw error;
    throw new SupergraphRefused([messageOf(error)], error);
  }
}

/** Rules are read on types and on the fields of objects and interfaces: anywhere else they would guard nothing. */
function misplaced(document: DocumentNode, names: AccessDirectives): string[] {
  const problems: string[] = [];
  visit(document, {
    Directive(node, _key, _parent, _path, ancestors) {
      const around = ancestors.findLast((one) => 'kind' in one);
      if (!names.has(node.name.value) || (around !== undefined && 'kind' in around && isGuarded(around.kind)))
        return;
      problems.push(`@${node.name.value} stands where it guards nothing: it is for fields and types.`);
    },
  });
  return problems;
}

function isGuarded(kind: string): boolean {
  return kind === Kind.FIELD_DEFINITION || /^(Object|Interface|Union|Scalar|Enum)Type/.test(kind);
}

function unknownPolicies({ types, fields }: WrittenRequirements): string[] {
  return [...types, ...fields].flatMap(([coordinate, { policies }]) => {
    const unknown = policies.flat(2).filter((policy) => !isKnownPolicy(policy));
    return unknown.map((policy) => `${coordinate} asks for the policy "${policy}", which nobody decides on.`);
  });
}

function withoutAccess(document: DocumentNode, names: AccessDirectives): DocumentNode {
  const links = linksOf(document).filter(({ identity }) => ACCESS_SPECS.has(identity));
  const scalars = new Set(
    links.flatMap((link) =>
      (ACCESS_SPECS.get(link.identity) ?? []).map(
        (type) => link.imports.get(type) ?? elementName(link, type),
      ),
    ),
  );
  const isGone = (node: DefinitionNode) =>
    (node.kind === Kind.DIRECTIVE_DEFINITION && names.has(node.name.value)) ||
    (node.kind === Kind.SCALAR_TYPE_DEFINITION && scalars.has(node.name.value));
  const bare = visit(document, {
    // null takes a node out of a document.
    Directive: (node) => (names.has(node.name.value) || isAccessLink(node) ? null : undefined),
  });
  return { ...bare, definitions: bare.definitions.filter((node) => !isGone(node)) };
}

function isAccessLink({ arguments: given = [] }: DirectiveNode): boolean {
  const url = given.find(({ name }) => name.value === 'url')?.value;
  return url?.kind === Kind.STRING && ACCESS_SPECS.has(url.value.replace(/\/v[\d.]+\/*$/, ''));
}
