/** The JSON of a dream, version 1: documented in docs/json.md. */
import type { DreamReport } from '../../core/dream/dream-report.js';

export function dreamJson(report: DreamReport) {
  const { dream, trigger, startedAt, endedAt, state, reason, read, before, after, model, health } = report;
  return {
    version: 1 as const,
    dream: { id: dream, trigger, startedAt, endedAt, state, reason },
    read,
    operations: report.operations.map(({ operation, decision, reason, backtest }) => ({ operation, decision, reason, backtest })),
    ...(model && { model }),
    ...(health && { health }),
    memory: { before, after },
  };
}
