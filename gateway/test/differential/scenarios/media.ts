import type { Scenario, Thing } from '../world.ts';
import { byKey, first, take } from './lookups.ts';

const catalog = `
  type Query {
    media(id: ID!): Media all(first: Int = 4): [Media!]! feed: [Item] shelves: [[Item!]]! newest: Media!
    classic: Media
  }
  interface Media @key(fields: "id") { id: ID! title: String year: Int! creator: Person }
  type Book implements Media @key(fields: "id") {
    id: ID! title: String year: Int! creator: Person pages: Int! genre: Genre sequel: Book
  }
  type Movie implements Media @key(fields: "id") {
    id: ID! title: String year: Int! creator: Person minutes: Int cast: [Person!]!
  }
  type Song implements Media @key(fields: "id") {
    id: ID! title: String year: Int! creator: Person lyrics: String! album: Album
  }
  type Album { name: String! songs: [Song!] }
  type Shop { name: String! stock: [Media] owner: Person! }
  type Person @key(fields: "id") { id: ID! }
  union Item = Book | Movie | Shop
  enum Genre { NOVEL ESSAY }
`;

const ratings = `
  type Query { topRated(first: Int = 2): [Media!]! worst: Media }
  type Media @interfaceObject @key(fields: "id") {
    id: ID! ratings(first: Int = 2): [Rating!] score: Float best: Rating related: [Media!]
  }
  type Rating { stars: Int! by: Person text(style: Style = { loud: true }): String about: Media }
  input Style { loud: Boolean = false words: [[String!]] mark: Mark! = STAR }
  enum Mark { STAR DOT }
  type Person @key(fields: "id") { id: ID! rated: [Rating] }
`;

const people = `
  type Query { person(id: ID!): Person people: [Person!]! places: [Place!] }
  type Person @key(fields: "id") { id: ID! name: String! born: Int works: [Work!]! favourite: Work home: Place }
  union Work = Book | Movie
  type Book @key(fields: "id") { id: ID! fans: [Person!] readers: Int! }
  type Movie @key(fields: "id") { id: ID! fans: [Person!] }
  interface Place { city: String! near: Place }
  type House implements Place { city: String! near: Place rooms: [[Int]!] }
  type Boat implements Place { city: String! near: House length: Float keeper: Person! }
`;

const media: Thing[] = [0, 1, 2, 3, 4, 5].map((n): Thing => {
  const __typename = ['Book', 'Movie', 'Song'][n % 3] ?? '';
  return {
    __typename,
    $id: `${__typename}:${n}`,
    id: `m${n}`,
    title: n === 4 ? null : `Title ${n}`,
    year: 1990 + n,
    creator: () => (n === 2 ? null : persons[n % 3]),
    pages: 100 * n,
    genre: n === 0 ? 'NOVEL' : null,
    sequel: () => (n === 0 ? media[3] : null),
    minutes: n === 1 ? null : 90,
    cast: () => take(persons, n, 2),
    lyrics: 'la "la"\nla',
    album: () =>
      n === 5
        ? null
        : { __typename: 'Album', $id: 'Album', name: 'First', songs: () => [media[2], media[5]] },
    ratings: (args: { first?: number | null }) => take(stars, n, first(args)),
    score: n === 3 ? null : n / 2,
    best: () => stars[n % 4],
    related: () => (n === 1 ? null : take(media, n + 1, 2)),
    fans: () => (n === 3 ? null : take(persons, n, 2)),
    readers: 7 * n,
  };
});

const persons: Thing[] = [0, 1, 2].map(
  (n): Thing => ({
    __typename: 'Person',
    $id: `Person:${n}`,
    id: `a${n}`,
    name: `Person ${n}`,
    born: n === 1 ? null : 1900 + n,
    works: () => [media[n % 2], media[3]],
    favourite: () => (n === 0 ? null : media[4]),
    home: () => places[n] ?? null,
    rated: () => [stars[n], null],
  }),
);

const places: (Thing | null)[] = [
  { __typename: 'House', $id: 'House', city: 'Ulm', near: () => places[1], rooms: [[1, null], [], [3]] },
  {
    __typename: 'Boat',
    $id: 'Boat',
    city: 'Kiel',
    near: () => places[0],
    length: 12.5,
    keeper: () => persons[2],
  },
  null,
];

const stars: Thing[] = [0, 1, 2, 3].map(
  (n): Thing => ({
    __typename: 'Rating',
    $id: `Rating:${n}`,
    stars: n,
    by: () => (n === 3 ? null : persons[n]),
    text: (args: unknown) => (n === 2 ? null : JSON.stringify(args)),
    about: () => (n === 1 ? null : media[n]),
  }),
);

const shop: Thing = {
  __typename: 'Shop',
  $id: 'Shop',
  name: 'Corner',
  stock: () => [media[1], null, media[2]],
  owner: () => persons[1],
};

/** Books, films and songs behind interface and unions, rated by a subgraph that knows them as one interface object. */
export const mediaScenario: Scenario = {
  name: 'media',
  subgraphs: { catalog, ratings, people },
  words: ['m0', 'm1', 'm2', 'm5', 'a0', 'a2'],
  dispensable: ['ratings', 'people'],
  // An interface object has its type from the catalog. When one of these is null the catalog gives no object at all,
  // so nobody knows the type, and with it which fields were asked for.
  sound: ['year', 'pages', 'cast', 'lyrics'],
  entities: [...media, ...persons],
  query: {
    __typename: 'Query',
    media: byKey(media, 'id'),
    all: (args: { first?: number | null }) => take(media, 0, first(args)),
    feed: () => [media[0], shop, null, media[1], media[3]],
    shelves: () => [[media[1], shop], null, [], [media[0]]],
    newest: () => media[5],
    classic: () => media[0],
    topRated: (args: { first?: number | null }) => take(media, 3, first(args)),
    worst: () => media[1],
    person: byKey(persons, 'id'),
    people: () => persons,
    places: () => [places[0], places[1]],
  },
};
