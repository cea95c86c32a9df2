import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ClosedLoop } from './load/closed-loop.ts';
import { percentile } from './load/percentile.ts';
import { bodyOf, RequestText } from './load/request-text.ts';
import type { CoreTime, Usage } from './process-tree.ts';
import type { Stand, Watch } from './stand.ts';
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
  /** The same of the processes behind the gateway. */
  readonly subgraphCpuMsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** The most memory that the gateway's processes held together under load. */
  readonly rssMb: number;
  /** The same of the processes behind the gateway. */
  readonly subgraphRssMb: number;
  /** Requests to subgraphs for one request of a client. */
  readonly subgraphRequests: number;
  /** How much of the gateway's cores others used, from 0 to 1. */
  readonly foreignShare: number;
  /** How busy the load generator's core was, from 0 to 1. */
  readonly loadCoreShare: number;
}

export type Figure = keyof Round;

/** How much is asked at a time, and how long. */
export interface Load {
  readonly connections: number;
  readonly seconds: number;
}

interface Moment {
  readonly at: number;
  readonly gateway: Usage;
  readonly subgraphs: Usage;
  readonly watch: Watch;
}

/** One round against a running gateway: check, warm up, measure, drain, check. @throws Error on a wrong answer */
export async function measureRound(workload: Workload, stand: Stand, load: Load): Promise<Round> {
  const { port } = stand;
  await checkOnce(workload, port);
  const before = await stand.counts();
  const loop = new ClosedLoop(new RequestText(port, workload, workload.ownCaller));
  const failed = loop.start(port, load.connections);
  const measured = await Promise.race([observe(loop, stand, load), failed.then(() => undefined)]);
  await loop.drain();
  const after = await stand.counts();
  for (const sample of loop.samples) checkAnswer(workload, JSON.parse(sample.toString()));
  await checkOnce(workload, port);
  if (measured === undefined) throw new Error('The load ended before it was measured.');
  if (workload.ownCaller && after.withoutAuthorization > before.withoutAuthorization) {
    throw new Error('Subgraphs were asked without the caller’s authorization.');
  }
  return { ...measured, subgraphRequests: (after.requests - before.requests) / loop.completed };
}

async function observe(
  loop: ClosedLoop,
  stand: Stand,
  { seconds }: Load,
): Promise<Omit<Round, 'subgraphRequests'>> {
  const windowMs = seconds * 1000;
  await warmUp(loop, windowMs);
  loop.beginWindow(windowMs);
  const begin = momentOf(stand);
  let rssMb = begin.gateway.rssMb;
  let subgraphRssMb = begin.subgraphs.rssMb;
  while (performance.now() - begin.at < windowMs) {
    await sleep(POLL_MS);
    rssMb = Math.max(rssMb, stand.gateway().rssMb);
    subgraphRssMb = Math.max(subgraphRssMb, stand.subgraphs().rssMb);
  }
  const { completed, latenciesMs } = loop.endWindow();
  const end = momentOf(stand);
  return {
    cpuMsPerRequest: (end.gateway.cpuMs - begin.gateway.cpuMs) / completed,
    subgraphCpuMsPerRequest: (end.subgraphs.cpuMs - begin.subgraphs.cpuMs) / completed,
    requestsPerSecond: (1000 * completed) / (end.at - begin.at),
    p50Ms: percentile(latenciesMs, 50),
    p95Ms: percentile(latenciesMs, 95),
    p99Ms: percentile(latenciesMs, 99),
    rssMb,
    subgraphRssMb,
    foreignShare: Math.max(0, busyShare(begin.watch.foreign, end.watch.foreign)),
    loadCoreShare: busyShare(begin.watch.load, end.watch.load),
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

function momentOf(stand: Stand): Moment {
  return {
    at: performance.now(),
    gateway: stand.gateway(),
    subgraphs: stand.subgraphs(),
    watch: stand.watch(),
  };
}

function busyShare(begin: CoreTime, end: CoreTime): number {
  return (end.busyMs - begin.busyMs) / (end.totalMs - begin.totalMs);
}

async function checkOnce(workload: Workload, port: number): Promise<void> {
  const own = workload.ownCaller ? 'Bearer check' : workload.authorization;
  const authorization = workload.authorizations?.[0] ?? own;
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: bodyOf(workload, 0),
  });
  checkAnswer(workload, await response.json());
}

function checkAnswer({ expected }: Workload, answer: unknown): void {
  const { data, errors } = graphqlAnswer.parse(answer);
  if (errors === undefined && isDeepStrictEqual(data, expected)) return;
  throw new Error(`A wrong answer: ${JSON.stringify(answer).slice(0, 500)}`);
}
