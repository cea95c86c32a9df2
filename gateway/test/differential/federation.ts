import { composeServices } from '@apollo/composition';
import type { DocumentNode, ExecutionResult } from 'graphql';
import { parse } from 'graphql';
import { Engine } from '../../src/engine/engine.ts';
import type { IncrementalAnswer } from '../../src/engine/run/parts-answer.ts';
import type { SubgraphOperation } from '../../src/engine/subgraph-call.ts';
import type { Visit } from './disorder.ts';
import { FakeSubgraph } from './fake-subgraph.ts';
import { Monolith } from './monolith.ts';
import { Owners } from './owners.ts';
import type { Call, Disorder, Scenario } from './world.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@requires", "@provides", "@external", "@override", "@interfaceObject", "@inaccessible",
  "@context", "@fromContext"])
`;

/** One operation to be answered by both. */
export interface Asked {
  readonly document: DocumentNode;
  readonly documentKey: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What graphql-js answers. */
export interface Expected {
  readonly expected: ExecutionResult;
  /** Every field that it came by. */
  readonly visits: Visit[];
}

/** A scenario, served by the engine over subgraphs and by graphql-js over the merged schema. */
export class Federation {
  readonly scenario: Scenario;
  readonly supergraphSdl: string;
  readonly engine: Engine;
  readonly monolith: Monolith;
  readonly owners: Owners;
  /** What the engine has sent for its last operation. */
  sent: { operation: SubgraphOperation; variables: string }[] = [];

  constructor(scenario: Scenario) {
    const subgraphs = Object.fromEntries(
      Object.entries(scenario.subgraphs).map(([name, sdl]) => [name, HEAD + sdl]),
    );
    this.scenario = { ...scenario, subgraphs };
    this.supergraphSdl = composed(subgraphs);
    this.owners = new Owners(this.supergraphSdl);
    const channels = new Map<string, FakeSubgraph>();
    this.engine = new Engine(this.supergraphSdl, (name) => ({
      send: (operation, variables, context) => {
        this.sent.push({ operation, variables });
        const channel = channels.get(name);
        if (channel === undefined) throw new Error(`There is no subgraph ${name}.`);
        return channel.send(operation, variables, context);
      },
    }));
    this.monolith = new Monolith(this.engine.apiSchema, scenario, this.owners);
    for (const name of Object.keys(subgraphs))
      channels.set(name, new FakeSubgraph(name, this.scenario, this.owners, this.monolith.schema));
  }

  async answer(asked: Asked, disorder: Disorder): Promise<ExecutionResult> {
    this.sent = [];
    return this.engine.execute({ ...asked, context: callIn(disorder) });
  }

  async answerInParts(asked: Asked, disorder: Disorder): Promise<IncrementalAnswer> {
    this.sent = [];
    return this.engine.executeIncrementally({ ...asked, context: callIn(disorder) });
  }

  async expected({ document, operationName, variables }: Asked, disorder: Disorder): Promise<Expected> {
    const visits: Visit[] = [];
    const visit = (thing: Visit['thing'], type: Visit['type'], field: Visit['field']) =>
      visits.push({ thing, type, field });
    const call = { ...callIn(disorder), visit };
    return { expected: await this.monolith.execute(document, operationName, variables, call), visits };
  }
}

function callIn(disorder: Disorder): Call {
  return { disorder, state: { counter: 0 } };
}

function composed(subgraphs: Readonly<Record<string, string>>): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
