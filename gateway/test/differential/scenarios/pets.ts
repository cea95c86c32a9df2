import type { Scenario, Thing } from '../world.ts';
import { byKey, first, take } from './lookups.ts';

const owners = `
  type Query { pets(first: Int = 4): [Pet!] pet(id: ID!): Pet thing(n: Int! = 1): Thing things: [[Thing]!]! }
  interface Pet { id: ID! name(short: Boolean = false): String! owner: Human }
  type Cat implements Pet @key(fields: "id") {
    id: ID! name(short: Boolean = false): String! owner: Human lives: Int friend: Dog home: Home
  }
  type Dog implements Pet @key(fields: "id") {
    id: ID! name(short: Boolean = false): String! owner: Human! tricks: [Trick!]! friend: Cat home: Home!
  }
  union Thing = Cat | Dog | Human | Toy
  type Toy { label: String! of: Pet }
  type Trick { name: String! level: Int hardness: Level! }
  enum Level { EASY HARD }
  type Human @key(fields: "id") {
    id: ID! name(short: Boolean = false): String pets(first: Int = 2): [Pet!]! home: Home! boss: Human
  }
  type Home { line(short: Boolean = false): String! keeper: Human size: Float }
`;

const vets = `
  type Query { patients: [Patient!]! vet(id: ID!): Vet beings: [Being] }
  interface Patient { id: ID! illness(lang: Lang = EN): String vet: Vet! }
  enum Lang { EN DE }
  type Cat implements Patient @key(fields: "id") { id: ID! illness(lang: Lang = EN): String vet: Vet! weight: Float! }
  type Dog implements Patient @key(fields: "id") { id: ID! illness(lang: Lang = EN): String vet: Vet! weight: Int }
  type Vet @key(fields: "id") { id: ID! name(short: Boolean = false): String! patients: [Patient!]! likes: Patient }
  type Human @key(fields: "id") { id: ID! vet: Vet bills: [Bill!] }
  interface Bill { amount: Float! to: Human }
  type Cash implements Bill { amount: Float! to: Human coins: [Int!] }
  type Card implements Bill { amount: Float! to: Human! number: String }
  union Being = Cat | Vet | Human
`;

const registry = `
  type Vet @key(fields: "id") { id: ID! licence(short: Boolean = false): String! grade: Grade pupils: [Vet!] }
  type Grade { mark: Int! of: Vet by: Human }
  type Human @key(fields: "id") { id: ID! taxes: Float! }
  type Dog @key(fields: "id") { id: ID! tag: String! chip: Chip! }
  type Cat @key(fields: "id") { id: ID! tag: String chip: Chip }
  type Chip { code: ID! owner: Human }
`;

const named = (name: string) => (args: { short?: boolean | null }) => (args.short ? name.slice(0, 2) : name);

const homes: Thing[] = [0, 1].map((n) => ({
  __typename: 'Home',
  $id: `Home:${n}`,
  line: named(`Street ${n}`),
  keeper: () => (n === 0 ? null : humans[0]),
  size: n === 0 ? null : 44.5,
}));

const pets: Thing[] = [0, 1, 2, 3].map((n): Thing => {
  const isCat = n % 2 === 0;
  return {
    __typename: isCat ? 'Cat' : 'Dog',
    $id: `Pet:${n}`,
    id: `p${n}`,
    name: named(`Pet number ${n}`),
    owner: () => (n === 2 ? null : humans[n % 3]),
    lives: n === 0 ? null : 9,
    friend: () => pets[(n + 1) % 4],
    home: () => (n === 2 ? null : homes[n % 2]),
    tricks: [0, 1].map((trick) => ({
      __typename: 'Trick',
      $id: `Trick:${n}.${trick}`,
      name: `Trick ${trick}`,
      level: trick || null,
      hardness: 'HARD',
    })),
    illness: (args: { lang?: string | null }) => (n === 1 ? null : `ill in ${args.lang}`),
    vet: () => doctors[n % 2],
    weight: isCat ? n + 0.5 : n === 3 ? null : n,
    tag: `tag ${n}`,
    chip: () => ({ __typename: 'Chip', $id: `Chip:${n}`, code: `c${n}`, owner: () => humans[(n + 1) % 3] }),
  };
});

const humans: Thing[] = [0, 1, 2].map(
  (n): Thing => ({
    __typename: 'Human',
    $id: `Human:${n}`,
    id: `h${n}`,
    name: (args: { short?: boolean | null }) => (n === 1 ? null : named(`Human ${n}`)(args)),
    pets: (args: { first?: number | null }) => take(pets, n, first(args)),
    home: () => homes[n % 2],
    boss: () => (n === 2 ? null : humans[n + 1]),
    vet: () => (n === 0 ? null : doctors[n % 2]),
    bills: [
      {
        __typename: 'Cash',
        $id: `Cash:${n}`,
        amount: 1.5,
        to: () => (n === 0 ? null : humans[0]),
        coins: [1, 2],
      },
      { __typename: 'Card', $id: `Card:${n}`, amount: n, to: () => humans[1], number: n === 1 ? null : '12' },
    ],
    taxes: n * 100,
  }),
);

const doctors: Thing[] = [0, 1].map(
  (n): Thing => ({
    __typename: 'Vet',
    $id: `Vet:${n}`,
    id: `v${n}`,
    name: named(`Doctor ${n}`),
    patients: () => take(pets, n, 3),
    likes: () => (n === 0 ? null : pets[0]),
    licence: named(`Licence ${n}`),
    grade: () =>
      n === 1
        ? null
        : { __typename: 'Grade', $id: 'Grade', mark: 1, of: () => doctors[1], by: () => humans[2] },
    pupils: () => (n === 0 ? [doctors[1]] : null),
  }),
);

const toy: Thing = { __typename: 'Toy', $id: 'Toy', label: 'Ball', of: () => pets[1] };

/** Interfaces and unions whose types lie in several subgraphs, with fields of one name and different types or arguments. */
export const petsScenario: Scenario = {
  name: 'pets',
  subgraphs: { owners, vets, registry },
  words: ['p0', 'p1', 'p3', 'v0', 'v1', 'h2'],
  dispensable: ['owners', 'vets', 'registry'],
  entities: [...pets, ...humans, ...doctors],
  query: {
    __typename: 'Query',
    pets: (args: { first?: number | null }) => take(pets, 0, first(args)),
    pet: byKey(pets, 'id'),
    thing: ({ n }: { n: number }) => [pets[0], toy, humans[1], pets[1], null][n],
    things: () => [[toy, null, pets[1]], [], [humans[0], pets[2]]],
    patients: () => pets,
    vet: byKey(doctors, 'id'),
    beings: () => [pets[0], doctors[0], null, humans[2], doctors[1]],
  },
};
