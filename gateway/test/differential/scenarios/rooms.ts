import { Contextual, Required, type Scenario, type Thing } from '../world.ts';
import { byKey, first, take } from './lookups.ts';

const building = `
  type Query { rooms: [Room!]! room(id: ID!): Room halls: [Hall] place(n: Int! = 0): Place places: [[Place]!]! }
  union Place = Room | Cellar
  type Room @key(fields: "id") @context(name: "place") {
    id: ID! unit: String! factor: Int lamps(first: Int = 2): [Lamp!]! shelf: Shelf note: String next: Place area: Float!
  }
  type Cellar @key(fields: "id") @context(name: "place") { id: ID! unit: String! scale: Int lamp: Lamp below: Hall }
  type Hall @key(fields: "id") { id: ID! name: String! seats: [[Seat!]] rooms: [Room!] first: Seat }
  type Seat @key(fields: "id") { id: ID! row: Int }
  type Shelf { lamp: Lamp lamps: [[Lamp]!] height: Float }
  type Lamp @key(fields: "id") {
    id: ID! watt: Int size(in: String): Int
    light(unit: String @fromContext(field: "$place { unit }"), dim: Boolean = false): String
    level(by: Int @fromContext(field: "$place ... on Room { factor } ... on Cellar { scale }")): Int
  }
`;

const sensors = `
  type Room @key(fields: "id") { id: ID! heat: Int note: String @override(from: "building", label: "percent(20)") }
  type Hall @key(fields: "id") @context(name: "hall") { id: ID! heat: Int }
  type Seat @key(fields: "id") { id: ID! warmth(heat: Int @fromContext(field: "$hall { heat }")): String! taken: Boolean }
  type Lamp @key(fields: "id") {
    id: ID! watt: Int @override(from: "building", label: "percent(50)")
    size(in: String): Int @override(from: "building", label: "later") age: Int! glow: Glow
  }
  type Glow { colour: String! strength: Int }
`;

const shop = `
  type Lamp @key(fields: "id") {
    id: ID! age: Int! @external cost: String @requires(fields: "age") price(in: String = "EUR"): String! maker: Maker
  }
  type Maker { name: String! room: Room }
  type Room @key(fields: "id") { id: ID! rent: Float }
  type Seat @key(fields: "id") { id: ID! fee: Float! }
`;

/** A lamp as it stands in a place. */
function lampIn(place: () => Thing | undefined, n: number): Thing {
  const held = (field: string) => place()?.[field];
  return {
    __typename: 'Lamp',
    $id: `Lamp:${n}`,
    id: `l${n}`,
    watt: n === 1 ? null : 40 * n,
    size: ({ in: unit }: { in?: string | null }) => (unit ? n : 10 * n),
    light: new Contextual(
      'unit',
      () => held('unit'),
      (unit, { dim }) => `${unit} ${n} ${dim}`,
    ),
    level: new Contextual(
      'by',
      () => held('factor') ?? held('scale') ?? null,
      (by) => (typeof by === 'number' ? by * n : null),
    ),
    age: n,
    glow: () =>
      n === 2 ? null : { __typename: 'Glow', $id: `Glow:${n}`, colour: 'red', strength: n || null },
    cost: new Required(
      () => ({ age: n }),
      ({ age }) => `${age} for ${n}`,
    ),
    price: (args: { in?: string | null }) => `${n} ${args.in}`,
    maker: () =>
      n === 0 ? null : { __typename: 'Maker', $id: `Maker:${n}`, name: 'Lux', room: () => rooms[n % 2] },
  };
}

/** A seat as it stands in a hall. */
function seatIn(hall: () => Thing | undefined, n: number): Thing {
  return {
    __typename: 'Seat',
    $id: `Seat:${n}`,
    id: `s${n}`,
    row: n || null,
    warmth: new Contextual(
      'heat',
      () => hall()?.heat,
      (heat) => `${heat} at ${n}`,
    ),
    taken: n === 0,
    fee: 2.5 * n,
  };
}

const rooms: Thing[] = [0, 1, 2].map((n): Thing => {
  const lamps = [0, 1, 2].map((lamp) => lampIn(() => rooms[n], lamp));
  return {
    __typename: 'Room',
    $id: `Room:${n}`,
    id: `r${n}`,
    unit: `unit "${n}"`,
    factor: n === 1 ? null : n + 1,
    lamps: (args: { first?: number | null }) => take(lamps, n, first(args)),
    shelf: () =>
      n === 2
        ? null
        : {
            __typename: 'Shelf',
            $id: `Shelf:${n}`,
            lamp: () => lamps[n],
            lamps: () => [[lamps[0], null], [], [lamps[2]]],
            height: n === 0 ? null : 1.5,
          },
    note: `note ${n}`,
    next: () => [cellars[0], rooms[2], null][n],
    area: 10.5 * n,
    heat: n === 0 ? null : 20 + n,
    rent: n === 1 ? null : 100 * n,
  };
});

const cellars: Thing[] = [0, 1].map((n): Thing => {
  const lamp = lampIn(() => cellars[n], n + 1);
  return {
    __typename: 'Cellar',
    $id: `Cellar:${n}`,
    id: `c${n}`,
    unit: `cellar ${n}`,
    scale: n === 0 ? null : 7,
    lamp: () => lamp,
    below: () => (n === 0 ? halls[1] : null),
  };
});

const halls: Thing[] = [0, 1].map((n): Thing => {
  const seats = [0, 1, 2].map((seat) => seatIn(() => halls[n], seat));
  return {
    __typename: 'Hall',
    $id: `Hall:${n}`,
    id: `h${n}`,
    name: `Hall ${n}`,
    seats: () => [[seats[n], seats[2]], [], null],
    first: () => seats[0],
    rooms: () => (n === 0 ? rooms : null),
    heat: n === 0 ? null : 15,
  };
});

/** Fields that take values from the objects around them, and fields that move from one subgraph to another in part. */
export const roomsScenario: Scenario = {
  name: 'rooms',
  subgraphs: { building, sensors, shop },
  words: ['r0', 'r1', 'l0'],
  dispensable: ['shop'],
  // Without these a field would be asked for with other values than the world holds.
  sound: ['unit', 'factor', 'scale', 'heat'],
  entities: [
    ...[...rooms, ...cellars, ...halls],
    ...[0, 1, 2].flatMap((n) => [lampIn(() => undefined, n), seatIn(() => undefined, n)]),
  ],
  query: {
    __typename: 'Query',
    rooms: () => rooms,
    room: byKey(rooms, 'id'),
    halls: () => [halls[0], null, halls[1]],
    place: ({ n }: { n: number }) => [rooms[0], cellars[1], rooms[2], null][n],
    places: () => [[cellars[0], null], [rooms[1]], []],
  },
};
