import type { Attributes } from '@opentelemetry/api';
import {
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** How the units that are measured in here stand in names; a unit in braces only says what is counted. */
const UNITS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes', 1: 'ratio' };

/**
 * Metrics in Prometheus's text format 0.0.4, named as OpenTelemetry's "Prometheus and OpenMetrics Compatibility" says:
 * dots become underscores, and units and the `_total` of counters stand behind.
 */
export function prometheusText({ resource, scopeMetrics }: ResourceMetrics): string {
  const target = ['# TYPE target_info gauge', line('target_info', resource.attributes, 1)];
  const families = scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(family));
  return `${[...target, ...families].join('\n')}\n`;
}

function family(metric: MetricData): string[] {
  const { descriptor, dataPointType } = metric;
  const isCounter = dataPointType === DataPointType.SUM && metric.isMonotonic;
  const parts = [descriptor.name, UNITS[descriptor.unit], isCounter ? 'total' : undefined];
  const name = nameOf(parts.filter((part) => part !== undefined).join('_'));
  const head = (type: string) => [
    `# HELP ${name} ${descriptor.description.replace(/[\\\n]/g, escaped)}`,
    `# TYPE ${name} ${type}`,
  ];
  switch (dataPointType) {
    case DataPointType.SUM:
    case DataPointType.GAUGE: {
      const points = metric.dataPoints.map(({ attributes, value }) => line(name, attributes, value));
      return [...head(isCounter ? 'counter' : 'gauge'), ...points];
    }
    case DataPointType.HISTOGRAM: {
      const points = metric.dataPoints.flatMap(({ attributes, value }) => histogram(name, attributes, value));
      return [...head('histogram'), ...points];
    }
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      // Nothing here aggregates so, and the text format has no word for it.
      return [];
    default:
      return dataPointType satisfies never;
  }
}

/** Prometheus counts in each bucket all that the smaller ones hold. */
function histogram(name: string, attributes: Attributes, { buckets, count, sum }: Histogram): string[] {
  let counted = 0;
  const bounded = buckets.boundaries.map((boundary, index) => {
    counted += buckets.counts[index] ?? 0;
    return line(`${name}_bucket`, { ...attributes, le: String(boundary) }, counted);
  });
  return [
    ...bounded,
    line(`${name}_bucket`, { ...attributes, le: '+Inf' }, count),
    line(`${name}_sum`, attributes, sum ?? 0),
    line(`${name}_count`, attributes, count),
  ];
}

function line(name: string, attributes: Attributes, value: number): string {
  const labels = Object.entries(attributes).map(
    ([key, text]) => `${nameOf(key)}="${String(text).replace(/[\\\n"]/g, escaped)}"`,
  );
  return `${name}${labels.length === 0 ? '' : `{${labels.join(',')}}`} ${value}`;
}

function nameOf(name: string): string {
  return name.replace(/\W+/g, '_');
}

function escaped(sign: string): string {
  return sign === '\n' ? '\\n' : `\\${sign}`;
}
