import {
  constants,
  monitorEventLoopDelay,
  type PerformanceNodeEntry,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Meter } from '@opentelemetry/api';
import type { Durations, DurationsOptions } from './durations.ts';

const NANOSECONDS = 1e-9;
const MICROSECONDS = 1e-6;
const MILLISECONDS = 1e-3;

/** How often the event loop's delay is sampled; what is measured holds it, so an idle loop shows this much. */
const RESOLUTION_MS = 10;

/** Garbage collections, as the semantic conventions have them. */
export const COLLECTIONS: DurationsOptions<[type: string]> = {
  name: 'v8js.gc.duration',
  description: 'Garbage collection duration.',
  boundsSeconds: [0.01, 0.1, 1, 10],
  attributes: (type) => ({ 'v8js.gc.type': type }),
};

/**
 * Measures this process by the semantic conventions for processes, Node.js and V8: processor, memory, event loop and
 * garbage collection.
 * @returns ends it
 */
export function measureProcess(meter: Meter, collections: Durations<[type: string]>): () => void {
  measureResources(meter);
  measureHeap(meter);
  const stops = [measureEventLoop(meter), measureGarbageCollection(collections)];
  return () => {
    for (const stop of stops) stop();
  };
}

function measureResources(meter: Meter): void {
  const cpu = { description: 'Total CPU seconds broken down by different CPU modes.', unit: 's' };
  meter.createObservableCounter('process.cpu.time', cpu).addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe(user * MICROSECONDS, { 'cpu.mode': 'user' });
    result.observe(system * MICROSECONDS, { 'cpu.mode': 'system' });
  });
  const memory = { description: 'The amount of physical memory in use.', unit: 'By' };
  meter.createObservableUpDownCounter('process.memory.usage', memory).addCallback((result) => {
    result.observe(process.memoryUsage.rss());
  });
  const uptime = { description: 'The time the process has been running.', unit: 's' };
  meter.createObservableGauge('process.uptime', uptime).addCallback((result) => {
    result.observe(process.uptime());
  });
}

function measureHeap(meter: Meter): void {
  const used = meter.createObservableUpDownCounter('v8js.memory.heap.used', {
    description: 'Heap memory that is in use.',
    unit: 'By',
  });
  const limit = meter.createObservableUpDownCounter('v8js.memory.heap.limit', {
    description: 'Heap memory that has been taken from the system.',
    unit: 'By',
  });
  meter.addBatchObservableCallback(
    (result) => {
      for (const { space_name, space_used_size, space_size } of getHeapSpaceStatistics()) {
        const attributes = { 'v8js.heap.space.name': space_name };
        result.observe(used, space_used_size, attributes);
        result.observe(limit, space_size, attributes);
      }
    },
    [used, limit],
  );
}

/** The delays are those since they were read last, so that a bad second is seen and does not stay. */
function measureEventLoop(meter: Meter): () => void {
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(`nodejs.eventloop.${name}`, { description, unit: 's' });
  const p50 = gauge('delay.p50', 'Event loop 50 percentile delay.');
  const p99 = gauge('delay.p99', 'Event loop 99 percentile delay.');
  const max = gauge('delay.max', 'Event loop maximum delay.');
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(p50, delays.percentile(50) * NANOSECONDS);
      result.observe(p99, delays.percentile(99) * NANOSECONDS);
      result.observe(max, delays.max * NANOSECONDS);
      delays.reset();
    },
    [p50, p99, max],
  );
  const time = {
    description: 'Cumulative duration of time the event loop has been in each state.',
    unit: 's',
  };
  meter.createObservableCounter('nodejs.eventloop.time', time).addCallback((result) => {
    const { active, idle } = performance.eventLoopUtilization();
    result.observe(active * MILLISECONDS, { 'nodejs.eventloop.state': 'active' });
    result.observe(idle * MILLISECONDS, { 'nodejs.eventloop.state': 'idle' });
  });
  return () => delays.disable();
}

const GC_TYPES = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

function measureGarbageCollection(collections: Durations<[type: string]>): () => void {
  const observer = new PerformanceObserver((list) => {
    // Entries of the type gc are Node's own; the list's type is that of the web.
    for (const { detail, duration } of list.getEntries() as PerformanceNodeEntry[]) {
      collections.record(duration * MILLISECONDS, GC_TYPES.get(detail.kind) ?? '_OTHER');
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
