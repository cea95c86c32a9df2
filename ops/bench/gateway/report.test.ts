import { describe, expect, it } from 'vitest';
import { rowOf, warningsOf } from './report.ts';

const quiet = {
  cpuMsPerRequest: 1,
  subgraphCpuMsPerRequest: 0.5,
  requestsPerSecond: 1000,
  p50Ms: 2,
  p95Ms: 3,
  p99Ms: 4,
  rssMb: 100,
  subgraphRssMb: 70,
  subgraphRequests: 7,
  foreignShare: 0,
  loadCoreShare: 0.5,
};

describe('rowOf', () => {
  it('takes the median of each figure by itself', () => {
    const rounds = [
      quiet,
      { ...quiet, cpuMsPerRequest: 9, rssMb: 50 },
      { ...quiet, cpuMsPerRequest: 2, rssMb: 60 },
    ];
    expect(rowOf('floor', rounds)).toMatchObject({ name: 'floor', rounds: 3, cpuMsPerRequest: 2, rssMb: 60 });
  });
});

describe('warningsOf', () => {
  it('is silent about a quiet machine', () => {
    expect(warningsOf(rowOf('floor', [quiet]))).toEqual([]);
  });

  it('tells of others on the core of the gateway and of a load generator at its limit', () => {
    const row = rowOf('floor', [{ ...quiet, foreignShare: 0.2, loadCoreShare: 0.95 }]);
    expect(warningsOf(row)).toEqual([expect.stringContaining('20 %'), expect.stringContaining('95 %')]);
  });
});
