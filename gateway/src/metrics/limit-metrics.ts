import type { Meter } from '@manuel/metrics';
import type { Limits } from '../limits/limits.ts';

/** Measures what the limits let through; the schema and this program make their names, so series are few. */
export function measureLimits(meter: Meter, { counts }: Limits): void {
  const description =
    'What limits let through and what not: requests of a caller, refused credentials, fields.';
  meter.createObservableCounter('manuel.limit.decisions', { description }).addCallback((result) => {
    for (const [name, { allowed, limited }] of counts) {
      result.observe(allowed, { 'manuel.limit.name': name, 'manuel.limit.outcome': 'allowed' });
      result.observe(limited, { 'manuel.limit.name': name, 'manuel.limit.outcome': 'limited' });
    }
  });
}
