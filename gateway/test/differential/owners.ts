import { type ConstDirectiveNode, Kind, parse } from 'graphql';

/** Which subgraphs resolve which field, read from the supergraph. */
export class Owners {
  readonly #owners = new Map<string, readonly string[]>();

  constructor(supergraphSdl: string) {
    const { definitions } = parse(supergraphSdl, { noLocation: true });
    const names = graphNames(supergraphSdl);
    const provided = providedFields(supergraphSdl);
    for (const type of definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      const all = applied(type.directives, 'join__type').map((join) => graphOf(join));
      for (const field of type.fields ?? []) {
        const joins = applied(field.directives, 'join__field');
        const isProvided = (join: ConstDirectiveNode) => provided.has(`${graphOf(join)} ${field.name.value}`);
        const own = joins.filter(
          (join) => isProvided(join) || !(isTrue(join, 'external') || isTrue(join, 'usedOverridden')),
        );
        const graphs = joins.length === 0 ? all : own.map((join) => graphOf(join));
        const owners = new Set(graphs.flatMap((graph) => names.get(graph ?? '') ?? []));
        this.#owners.set(`${type.name.value}.${field.name.value}`, [...owners]);
      }
    }
    this.#addFromInterfaceObjects(supergraphSdl);
  }

  /** Several for shareable fields and keys; none for introspection. */
  of(type: string, field: string): readonly string[] {
    return this.#owners.get(`${type}.${field}`) ?? [];
  }

  /** Fields that implementing types have from an interface object name no subgraph of their own. */
  #addFromInterfaceObjects(supergraphSdl: string): void {
    for (const type of parse(supergraphSdl).definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      for (const field of type.fields ?? []) {
        if (this.of(type.name.value, field.name.value).length > 0) continue;
        const inherited = (type.interfaces ?? []).flatMap(({ name }) =>
          this.of(name.value, field.name.value),
        );
        this.#owners.set(`${type.name.value}.${field.name.value}`, [...new Set(inherited)]);
      }
    }
  }
}

function graphNames(supergraphSdl: string): Map<string, string> {
  const graphs = parse(supergraphSdl).definitions.find(
    (one) => one.kind === Kind.ENUM_TYPE_DEFINITION && one.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) throw new Error('The supergraph names no subgraphs.');
  return new Map(
    (graphs.values ?? []).map((value) => {
      const [join] = applied(value.directives, 'join__graph');
      const name = join?.arguments?.find((one) => one.name.value === 'name')?.value;
      return [value.name.value, name?.kind === Kind.STRING ? name.value : value.name.value];
    }),
  );
}

/** Each as `GRAPH field`: what a subgraph provides on some paths, it owns beside others. */
function providedFields(supergraphSdl: string): Set<string> {
  const provided = new Set<string>();
  for (const [, graph, fields] of supergraphSdl.matchAll(
    /join__field\(graph: (\w+)[^)]*provides: "([^"]*)"/g,
  ))
    for (const [name] of fields?.matchAll(/\w+/g) ?? []) provided.add(`${graph} ${name}`);
  return provided;
}

function applied(directives: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode[] {
  return (directives ?? []).filter((one) => one.name.value === name);
}

function graphOf(join: ConstDirectiveNode): string | undefined {
  const value = join.arguments?.find((one) => one.name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

function isTrue(join: ConstDirectiveNode, name: string): boolean {
  const value = join.arguments?.find((one) => one.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN && value.value;
}
