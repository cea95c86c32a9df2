import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { GATEWAY_CORE, LOAD_CORE } from './cores.ts';
import { ClosedLoop } from './load/closed-loop.ts';
import { percentile } from './load/percentile.ts';
import { RequestText } from './load/request-text.ts';
import { type CoreTime, coreTime, type Usage, usageOfTree } from './process-tree.ts';
import type { SubgraphProcess } from './subgraphs/process.ts';
import type { Workload } from './workloads.ts';

/** Fewer requests than these leave a just-in-time compiler half-way. */
const WARM_UP_REQUESTS = 1_500;
/** Shares of the window that warming up takes at least and at most. */
const WARM_UP_LEAST = 0.6;
const WARM_UP_MOST = 2.4;
const POLL_MS = 200;

const graphqlAnswer = z.object({ data: z.unknown().optional(), errors: z.unknown().optional() });

/** What one round has shown. Times are in milliseconds. */
export interface Round {
  /** Processor time of the gateway's processes over completed requests. */
  readonly cpuMsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** The most memory that the gateway's processes held together under load. */
  readonly rssMb: number;
  /** Requests to subgraphs for one request of a client. */
  readonly subgraphRequests: number;
  /** How much of the gateway's core others used, from 0 to 1. */
  readonly foreignShare: number;
  /** How busy the core of load and subgraphs was, from 0 to 1. */
  readonly loadCoreShare: number;
}

export type Figure = keyof Round;

/** What is measured at which load. */
export interface Setting {
  readonly workload: Workload;
  readonly port: number;
  /** The gateway's first process. */
  readonly processId: number;
  readonly subgraphs: SubgraphProcess;
  readonly connections: number;
  readonly seconds: number;
}

interface Moment {
  readonly at: number;
  readonly usage: Usage;
  readonly gatewayCore: CoreTime;
  readonly loadCore: CoreTime;
}

/** One round against a running gateway: check, warm up, measure, drain, check. @throws Error on a wrong answer */
export async function measureRound(setting: Setting): Promise<Round> {
  const { workload, port, subgraphs, connections } = setting;
  await checkOnce(setting);
  const before = await subgraphs.counts();
  const loop = new ClosedLoop(new RequestText(port, workload, workload.ownCaller));
  const failed = loop.start(port, connections);
  const measured = await Promise.race([observe(loop, setting), failed.then(() => undefined)]);
  await loop.drain();
  const after = await subgraphs.counts();
  for (const sample of loop.samples) checkAnswer(workload, JSON.parse(sample.toString()));
  await checkOnce(setting);
  if (measured === undefined) throw new Error('The load ended before it was measured.');
  if (workload.ownCaller && after.withoutAuthorization > before.withoutAuthorization) {
    throw new Error('Subgraphs were asked without the caller’s authorization.');
  }
  return { ...measured, subgraphRequests: (after.requests - before.requests) / loop.completed };
}

async function observe(loop: ClosedLoop, setting: Setting): Promise<Omit<Round, 'subgraphRequests'>> {
  const windowMs = setting.seconds * 1000;
  await warmUp(loop, windowMs);
  loop.beginWindow(windowMs);
  const begin = momentOf(setting);
  let { rssMb } = begin.usage;
  while (performance.now() - begin.at < windowMs) {
    await sleep(POLL_MS);
    rssMb = Math.max(rssMb, usageOfTree(setting.processId).rssMb);
  }
  const { completed, latenciesMs } = loop.endWindow();
  const end = momentOf(setting);
  const cpuMs = end.usage.cpuMs - begin.usage.cpuMs;
  return {
    cpuMsPerRequest: cpuMs / completed,
    requestsPerSecond: (1000 * completed) / (end.at - begin.at),
    p50Ms: percentile(latenciesMs, 50),
    p95Ms: percentile(latenciesMs, 95),
    p99Ms: percentile(latenciesMs, 99),
    rssMb,
    foreignShare: Math.max(0, busyShare(begin.gatewayCore, end.gatewayCore, cpuMs)),
    loadCoreShare: busyShare(begin.loadCore, end.loadCore, 0),
  };
}

async function warmUp(loop: ClosedLoop, windowMs: number): Promise<void> {
  const begin = performance.now();
  for (;;) {
    await sleep(POLL_MS);
    const passed = (performance.now() - begin) / windowMs;
    if (passed > WARM_UP_MOST) return;
    if (passed > WARM_UP_LEAST && loop.completed >= WARM_UP_REQUESTS) return;
  }
}

function momentOf({ processId }: Setting): Moment {
  return {
    at: performance.now(),
    usage: usageOfTree(processId),
    gatewayCore: coreTime(GATEWAY_CORE),
    loadCore: coreTime(LOAD_CORE),
  };
}

function busyShare(begin: CoreTime, end: CoreTime, ownMs: number): number {
  return (end.busyMs - begin.busyMs - ownMs) / (end.totalMs - begin.totalMs);
}

async function checkOnce({ workload, port }: Setting): Promise<void> {
  const { query, variables, ownCaller } = workload;
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(ownCaller && { authorization: 'Bearer check' }) },
    body: JSON.stringify(variables ? { query, variables } : { query }),
  });
  checkAnswer(workload, await response.json());
}

function checkAnswer({ expected }: Workload, answer: unknown): void {
  const { data, errors } = graphqlAnswer.parse(answer);
  if (errors === undefined && isDeepStrictEqual(data, expected)) return;
  throw new Error(`A wrong answer: ${JSON.stringify(answer).slice(0, 500)}`);
}
