import type { Scenario, Thing, WorldState } from '../world.ts';
import { byKey } from './lookups.ts';

const main = `
  type Query {
    config: Config @shareable now(shift: Int = 0): Int! @shareable grid(rows: [[Int!]!] = [[1]]): [[Cell]!]
    node(id: ID!): Node nodes(ids: [ID!]! = ["n0", "n1"]): [Node]! any(value: Any, deep: Deep): Any
    constant: Mode!
  }
  type Mutation { add(n: Int! = 1): Step! reset: Boolean set(node: ID!, to: Deep!): Step }
  scalar Any
  enum Mode { FAST SLOW OTHER }
  input Deep { mode: Mode! = FAST more: [Deep!] value: Any text: String = "pre\\"set" }
  type Config @shareable { name: String! mode: Mode! limits: Limits! }
  type Limits @shareable { low: Int high: Int! }
  type Cell { value: Float mode: Mode marks: [[Mode!]] ids: [ID] flags: [Boolean!] any: Any node: Node }
  type Node @key(fields: "id") {
    id: ID! label: String! secret: String @inaccessible next: Node size: Limits! @shareable tree: [[Node!]!] kind: String
  }
  type Step { value: Int! query: Query! node: Node steps: [Step!] }
`;

const side = `
  type Query { config: Config @shareable now(shift: Int = 0): Int! @shareable other: Int last: Node! }
  type Mutation { double(times: Int = 1): Int! fail(softly: Boolean = true): Int tally: [Int!]! }
  enum Mode { FAST SLOW OTHER }
  type Config @shareable { name: String! mode: Mode! limits: Limits! }
  type Limits @shareable { low: Int high: Int! }
  type Node @key(fields: "id") {
    id: ID! label: String! @override(from: "main") extra: String count(of: Mode = SLOW): Int! kids: [Node] size: Limits! @shareable
  }
`;

const third = `
  type Query { config: Config @shareable }
  type Config @shareable { name: String! theme: Theme }
  type Theme { color: String! of: Node }
  type Node @key(fields: "id", resolvable: false) { id: ID! }
`;

const limits = (n: number): Thing => ({
  __typename: 'Limits',
  $id: `Limits:${n}`,
  low: n || null,
  high: n + 1,
});

const nodes: Thing[] = [0, 1, 2].map(
  (n): Thing => ({
    __typename: 'Node',
    $id: `Node:${n}`,
    id: `n${n}`,
    label: `Label ${n}`,
    next: () => (n === 2 ? null : nodes[n + 1]),
    size: limits(n),
    tree: () => (n === 1 ? null : [[nodes[1], nodes[2]], []]),
    kind: n === 0 ? null : 'leaf',
    extra: n === 1 ? null : `Extra ${n}`,
    count: ({ of }: { of?: string | null }) => n + (of === 'SLOW' ? 10 : 0),
    kids: () => [nodes[(n + 1) % 3], null],
  }),
);

const cell = (n: number): Thing => ({
  __typename: 'Cell',
  $id: `Cell:${n}`,
  value: n / 4,
  mode: n === 1 ? null : 'OTHER',
  marks: [['FAST', 'SLOW'], null, []],
  ids: ['x', null, `${n}`],
  flags: n === 0 ? null : [true, false],
  any: [null, { a: [1, { b: null }] }, 'text'][n],
  node: () => nodes[n] ?? null,
});

const query: Thing = {
  __typename: 'Query',
  config: {
    __typename: 'Config',
    $id: 'Config',
    name: 'Main',
    mode: 'FAST',
    limits: limits(5),
    theme: { __typename: 'Theme', $id: 'Theme', color: 'red', of: () => nodes[2] },
  },
  now: ({ shift }: { shift?: number | null }) => 1000 + (shift ?? 0),
  grid: ({ rows }: { rows?: unknown[] | null }) => rows?.map((_, row) => [cell(row % 3), null, cell(2)]),
  node: byKey(nodes, 'id'),
  nodes: ({ ids }: { ids: string[] }) => ids.map((id) => nodes.find((one) => one.id === id) ?? null),
  any: (args: { value?: unknown }) => (args.value === undefined ? JSON.stringify(args) : args.value),
  constant: 'SLOW',
  other: null,
  last: () => nodes[2],
};

const step = (value: number, node: Thing | null): Thing => ({
  __typename: 'Step',
  $id: 'Step',
  value,
  node,
  query,
  steps:
    value > 3 ? null : [{ __typename: 'Step', $id: 'Substep', value: 0, query, node: null, steps: null }],
});

/** The counter after something was added. */
function counted(world: WorldState, by: number): number {
  world.counter += by;
  return world.counter;
}

/** Values rather than entities: shared root fields and types, lists of lists, enums, input objects, mutations in order. */
export const valuesScenario: Scenario = {
  name: 'values',
  subgraphs: { main, side, third },
  words: ['n0', 'n1', 'n2'],
  dispensable: ['side', 'third'],
  entities: nodes,
  query,
  mutation: {
    __typename: 'Mutation',
    add: ({ n }: { n: number }, world: WorldState) => step(counted(world, n), nodes[1] ?? null),
    reset: (_: unknown, world: WorldState) => {
      world.counter = 0;
      return null;
    },
    set: ({ node, to }: { node: string; to: unknown }, world: WorldState) =>
      step(counted(world, JSON.stringify(to).length), nodes.find(({ id }) => id === node) ?? null),
    double: ({ times }: { times?: number | null }, world: WorldState) =>
      counted(world, world.counter * (times ?? 0)),
    fail: ({ softly }: { softly?: boolean | null }, world: WorldState) => {
      world.counter += 100;
      if (!softly) throw new Error('This always fails.');
      return null;
    },
    tally: (_: unknown, world: WorldState) => [world.counter],
  },
};
