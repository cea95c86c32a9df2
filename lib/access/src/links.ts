import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';

/** A specification that a schema links to (https://specs.apollo.dev/link/v1.0). */
export interface Link {
  /** Its URL without the version, such as https://specs.apollo.dev/federation. */
  readonly identity: string;
  /** Such as federation. */
  readonly name: string;
  /** Such as v2.11; empty where the URL has none. */
  readonly version: string;
  /** What names of the specification begin with in this schema, unless they are imported. */
  readonly namespace: string;
  /** Imported names with their names here, such as @key to @k. */
  readonly imports: ReadonlyMap<string, string>;
}

const LINK_SPEC = 'https://specs.apollo.dev/link';

/** The specifications that a schema links to, however it calls the directive that does so. */
export function linksOf(document: DocumentNode): Link[] {
  const applied = document.definitions
    .filter(({ kind }) => kind === Kind.SCHEMA_DEFINITION || kind === Kind.SCHEMA_EXTENSION)
    .flatMap((node) => ('directives' in node ? (node.directives ?? []) : []))
    // On a schema stand constant directives alone.
    .map((directive) => directive as ConstDirectiveNode);
  const links = applied.map((directive) => ({ called: directive.name.value, link: linkOf(directive) }));
  const names = new Set(['link']);
  for (const { called, link } of links) if (link?.identity === LINK_SPEC) names.add(called);
  return links.flatMap(({ called, link }) => (link !== null && names.has(called) ? [link] : []));
}

/** What a directive of a linked specification is called in the schema. @param element without the @ */
export function elementName({ name, namespace, imports }: Link, element: string): string {
  const imported = imports.get(`@${element}`);
  if (imported !== undefined) return imported.slice(1);
  return element === name ? namespace : `${namespace}__${element}`;
}

function linkOf(directive: ConstDirectiveNode): Link | null {
  const url = stringOf(argument(directive, 'url'));
  if (url === null) return null;
  const path = url.replace(/\/+$/, '');
  const version = /\/(v\d+(?:\.\d+)*)$/.exec(path)?.[1] ?? '';
  const identity = version === '' ? path : path.slice(0, -version.length - 1);
  const name = identity.slice(identity.lastIndexOf('/') + 1);
  return {
    ...{ identity, name, version },
    namespace: stringOf(argument(directive, 'as')) ?? name,
    imports: importsOf(argument(directive, 'import')),
  };
}

function importsOf(value: ConstValueNode | undefined): Map<string, string> {
  const imports = new Map<string, string>();
  for (const item of value?.kind === Kind.LIST ? value.values : []) {
    if (item.kind === Kind.STRING) imports.set(item.value, item.value);
    if (item.kind !== Kind.OBJECT) continue;
    const fields = new Map(item.fields.map((field) => [field.name.value, stringOf(field.value)]));
    const name = fields.get('name');
    if (name) imports.set(name, fields.get('as') ?? name);
  }
  return imports;
}

function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((one) => one.name.value === name)?.value;
}

function stringOf(value: ConstValueNode | undefined): string | null {
  return value?.kind === Kind.STRING ? value.value : null;
}
