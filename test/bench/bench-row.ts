/** One line of the table in docs/benchmarks.md, and what every bench needs. */
import path from 'node:path';

export type BenchRow = {
  what: string;
  /** What was measured, with its unit. */
  ours: string;
  /** What it is compared with; empty when only the target counts. */
  reference: string;
  /** ours / reference. */
  ratio?: number;
  /** As a text (`≤ 60 KB`). */
  target?: string;
  /** Whether the target is held. */
  ok?: boolean;
};

/** A file of the production build that is measured. */
export function shipped(file: string): string {
  return path.join(process.env['REVERIE_SHIPPED'] ?? '.', file);
}

/** The middle of an odd number of values. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
