import type { Meter } from '@manuel/metrics';
import type { AnswerSharing } from '../answer-sharing.ts';
import type { SupergraphGateway } from '../supergraph-gateway.ts';

/** Measures how much work is spared: programs that are there already, and answers that serve several who ask. */
export function measureReuse(
  meter: Meter,
  { supergraph, sharing }: { supergraph: SupergraphGateway; sharing: AnswerSharing | null },
): void {
  const counter = (name: string, description: string, count: () => number) =>
    meter.createObservableCounter(name, { description }).addCallback((result) => {
      result.observe(count());
    });
  counter('manuel.program.hits', 'Operations that had a program.', () => supergraph.programs.hits);
  counter('manuel.program.misses', 'Operations that were planned.', () => supergraph.programs.misses);
  const kept = { unit: '{program}', description: 'Programs that are kept.' };
  meter.createObservableUpDownCounter('manuel.program.cached', kept).addCallback((result) => {
    result.observe(supergraph.programs.count);
  });
  const shared = 'Answers that were taken from an equal request of the same caller.';
  if (sharing !== null) counter('manuel.answer.shared', shared, () => sharing.shared);
}
