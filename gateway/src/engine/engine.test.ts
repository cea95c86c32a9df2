import { parse } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { Federation } from '../../test/differential/federation.ts';
import { assemble } from '../../test/differential/parts.ts';
import { mediaScenario } from '../../test/differential/scenarios/media.ts';
import { shopScenario } from '../../test/differential/scenarios/shop.ts';
import { ORDER } from '../../test/differential/world.ts';
import { Engine } from './engine.ts';
import { isJson } from './own.ts';
import { Planner } from './planning/index.ts';
import { compose } from './planning/test/composed.ts';
import type { SubgraphOperation } from './subgraph-call.ts';

const federation = new Federation(shopScenario);

async function answer(text: string, variables: Record<string, unknown> = {}, operationName?: string) {
  const asked = { document: parse(text), documentKey: text, operationName, variables };
  const result = await federation.answer(asked, ORDER);
  return { ...JSON.parse(JSON.stringify(result)), errors: result.errors };
}

describe('an operation', () => {
  it('may give a field the name of another one', async () => {
    const { data } = await answer('{ user(id: "u0") { id: name name: id reviews(first: 1) { id: body } } }');
    expect(data).toEqual({ user: { id: 'User "0"', name: 'u0', reviews: [{ id: 'Review number 0' }] } });
  });

  it('may ask about the schema and for data at once', async () => {
    const { data } = await answer(
      '{ id: __type(name: "User") { name } me: __schema { queryType { name } } user(id: "u0") { id } }',
    );
    expect(data).toEqual({ id: { name: 'User' }, me: { queryType: { name: 'Query' } }, user: { id: 'u0' } });
  });

  it('may name its variables after what every object has, and not give them', async () => {
    const text =
      'query($constructor: String, $toString: Boolean) { me { nick(prefix: $constructor, upper: $toString) } }';
    expect((await answer(text)).data).toEqual({ me: { nick: '~nick1' } });
    expect(federation.sent[0]?.variables).toBe('{}');
    expect((await answer(text, { constructor: '-', toString: true })).data).toEqual({
      me: { nick: '-NICK1' },
    });
  });

  it('with variables of a wrong kind is told of them and sent nowhere', async () => {
    const text = 'query($id: ID!, $role: Role) { user(id: $id) { id } users(role: $role) { id } }';
    const { data, errors } = await answer(text, { id: null, role: 'KING' });
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }: { extensions: unknown }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT' },
      { code: 'BAD_USER_INPUT' },
    ]);
    expect(federation.sent).toEqual([]);
  });

  it('is one of several by its name', async () => {
    const text =
      'query A { user(id: "u0") { ...F } } query B($x: Boolean!) { me { ...G } } fragment F on User { id } fragment G on User { name @include(if: $x) }';
    expect((await answer(text, {}, 'A')).data).toEqual({ user: { id: 'u0' } });
    expect((await answer(text, { x: true }, 'B')).data).toEqual({ me: { name: 'User "1"' } });
  });

  it('is answered with an object even when all of its fields are skipped', async () => {
    const text = 'query($x: Boolean!) { me { name @include(if: $x) best @include(if: $x) { id } } }';
    expect((await answer(text, { x: false })).data).toEqual({ me: {} });
  });

  it('does not lose a field for what only a skipped one requires', async () => {
    const text = 'query($x: Boolean!) { topProduct { stock volume shipping @include(if: $x) } }';
    expect((await answer(text, { x: false })).data).toEqual({ topProduct: { stock: 14, volume: 2 } });
    expect((await answer(text, { x: true })).data.topProduct.shipping).toBe('[20.5,200,[2,null],false]');
  });

  it('asks a subgraph for nothing when all that it would give is skipped', async () => {
    const text = `query($x: Boolean!, $y: Boolean!) {
      topProduct { name stock @include(if: $x) volume @skip(if: $y) ... @include(if: $x) { shipping @skip(if: $y) } }
    }`;
    const { data } = await answer(text, { x: false, y: true });
    expect(Object.keys(data.topProduct)).toEqual(['name']);
    expect(federation.sent).toHaveLength(1);
    await answer(text, { x: true, y: true });
    expect(federation.sent.length).toBeGreaterThan(1);
  });

  it('changes something once even when it says so twice', async () => {
    const { data } = await answer('mutation { count move(by: 1) { position } count }');
    expect(data).toEqual({ count: 1, move: { position: 3 } });
  });
});

describe('an operation in parts', () => {
  const inParts = async (over: Federation, text: string, signal?: AbortSignal) =>
    over.engine.executeIncrementally({
      ...{ document: parse(text), documentKey: text, operationName: undefined, variables: {} },
      context: { disorder: ORDER, state: { counter: 0 } },
      ...(signal === undefined ? {} : { signal }),
    });

  it('has them also where the planner would never end', async () => {
    const media = new Federation(mediaScenario);
    const text = '{ worst { ... on Item { ... @defer { ... on Movie @defer { score } __typename } } } }';
    const answer = await inParts(media, text);
    const { merged, parts } = await assemble(answer);
    expect(merged.data).toEqual({ worst: { __typename: 'Movie', score: 0.5 } });
    expect(parts).toBe(2);
  });

  it('may ask about the schema in any of them', async () => {
    const { merged } = await assemble(
      await inParts(federation, '{ ... @defer { __type(name: "User") { name } } user(id: "u0") { id } }'),
    );
    expect(merged.data).toEqual({ __type: { name: 'User' }, user: { id: 'u0' } });
  });

  it.each([
    '{ me { id ... @defer { nick } } }',
    'mutation { move(by: 1) { position ... @defer { position } } }',
  ])('has no more parts for somebody who has left: %s', async (text) => {
    const controller = new AbortController();
    const { first, pending, later } = await inParts(federation, text, controller.signal);
    expect([first.errors, pending.length]).toEqual([undefined, 1]);
    controller.abort(new Error('gone'));
    expect(await later.next()).toEqual({ done: true, value: undefined });
  });

  it('ends with an error in each part that is open when the engine itself fails', async () => {
    const broken = new Engine(federation.supergraphSdl, () => ({
      async send({ query }) {
        if (!query.includes('user(')) return { data: { me: { __typename: 'User', id: 'u1' } } };
        return {
          get data(): unknown {
            throw new Error('a fault of ours');
          },
        };
      },
    }));
    const text =
      '{ me { id } ... @defer(label: "a") { user(id: "u0") { id } } ... @defer(label: "b") { user(id: "u0") { id } } }';
    const { later, ...begun } = await broken.executeIncrementally({
      ...{ document: parse(text), documentKey: text, operationName: undefined, variables: {} },
      context: null,
    });
    expect(begun.first).toEqual({ data: { me: { id: 'u1' } } });
    const deliveries = [];
    for await (const delivery of later) deliveries.push(delivery);
    expect(deliveries).toMatchObject([
      {
        delivered: [
          { label: 'a', data: null },
          { label: 'b', data: null },
        ],
        hasNext: false,
      },
    ]);
    expect(deliveries[0]?.delivered[0]?.errors[0]).toMatchObject({
      message: 'a fault of ours',
      path: [],
    });
  });

  it('is planned by another engine, too, when it is in use', async () => {
    const [old, fresh] = [1, 2].map(
      () => new Engine(federation.supergraphSdl, () => ({ send: async () => ({ data: { me: null } }) })),
    );
    const text = 'query ($later: Boolean!) { me { id ... @defer(if: $later) { name } } }';
    await old?.executeIncrementally({
      ...{ document: parse(text), documentKey: text, operationName: undefined },
      ...{ variables: { later: true }, context: null },
    });
    expect(old && fresh?.warmFrom(old)).toBe(1);
  });
});

describe('an engine', () => {
  it('plans what another one has in use, as far as that is valid for it', async () => {
    const sent: SubgraphOperation[] = [];
    const channel = (operation: SubgraphOperation) => {
      sent.push(operation);
      return Promise.resolve({ data: { me: { id: 'u1' } } });
    };
    const [old, smaller] = [
      federation.supergraphSdl,
      federation.supergraphSdl.replace(/^ {2}echo\(.*$/m, ''),
    ].map((sdl) => new Engine(sdl, () => ({ send: channel })));
    for (const text of ['{ me { id } }', '{ echo }'])
      await old?.execute({
        document: parse(text),
        documentKey: text,
        operationName: undefined,
        variables: {},
        context: null,
      });
    expect(sent).toHaveLength(2);
    expect(old && smaller?.warmFrom(old)).toBe(1);
  });
});

describe('a progressive override', () => {
  const REQUESTS = 200;

  function overridden(label: string) {
    const asked = new Map<string, number>();
    const subgraphs = compose({
      a: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! size: Int }',
      b: `type Thing @key(fields: "id") { id: ID! size: Int @override(from: "a", label: "${label}") }`,
    });
    const engine = new Engine(subgraphs, (name) => ({
      send: () => {
        asked.set(name, (asked.get(name) ?? 0) + 1);
        const thing = { __typename: 'Thing', id: '1', size: 1 };
        return Promise.resolve({ data: name === 'a' ? { thing } : { _entities: [{ size: 2 }] } });
      },
    }));
    const document = parse('{ thing { size } }');
    const size = async () => {
      const request = {
        document,
        documentKey: 'size',
        operationName: undefined,
        variables: {},
        context: null,
      };
      const { data } = await engine.execute(request);
      return isJson(data?.thing) ? data.thing.size : undefined;
    };
    return { asked, engine, sizes: () => Promise.all(Array.from({ length: REQUESTS }, size)) };
  }

  it.each([
    ['percent(0)', 1],
    ['percent(100)', 2],
    ['a-label-that-nobody-decides-on', 1],
  ])('with %s is the same for every request', async (label, size) => {
    const { asked, sizes } = overridden(label);
    expect(new Set(await sizes())).toEqual(new Set([size]));
    expect(asked.get('b')).toBe(size === 2 ? REQUESTS : undefined);
  });

  it('with percent(50) sends requests to either subgraph', async () => {
    const { asked, sizes } = overridden('percent(50)');
    const answered = await sizes();
    expect(new Set(answered)).toEqual(new Set([1, 2]));
    expect(asked.get('b')).toBe(answered.filter((size) => size === 2).length);
  });

  it('is planned either way before a new engine takes traffic', async () => {
    const [old, next] = [overridden('percent(50)'), overridden('percent(20)')];
    await old.sizes();
    const plan = vi.spyOn(Planner.prototype, 'plan');
    expect(next.engine.warmFrom(old.engine)).toBe(1);
    await next.sizes();
    expect(plan).toHaveBeenCalledTimes(2);
    plan.mockRestore();
  });
});
