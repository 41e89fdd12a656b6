/** Runs the analyzers over a change set, one after the other, and tells of what they find file by file. */
import type { AnalysisInput, Analyzer } from '../analysis/analyzer.js';
import type { FileCoverage } from '../changes/coverage.js';
import type { Candidate } from './finding.js';

export type Analysis = { candidates: Candidate[]; coverage: FileCoverage[]; failures: string[]; heard: Set<string> };

/** Who waits for the analysis: `found` hears of a file's candidates once an analyzer is done with it, `looked` how far the work is. */
export type AnalysisWatch = {
  found(path: string, candidates: Candidate[]): void;
  looked(path: string, done: number, total: number): void;
};

export async function analyze(
  analyzers: readonly Analyzer[],
  input: Omit<AnalysisInput, 'warn' | 'heard' | 'looked'>,
  watch?: AnalysisWatch,
): Promise<Analysis> {
  const analysis: Analysis = { candidates: [], coverage: [], failures: [], heard: new Set() };
  const total = input.changes.files.filter((f) => f.skip === undefined).length;
  let fresh: Candidate[] = [];
  let done = 0;
  const flush = () => {
    if (fresh.length === 0) return;
    const byPath = new Map<string, Candidate[]>();
    for (const candidate of fresh) {
      const there = byPath.get(candidate.anchor.path);
      if (there) there.push(candidate);
      else byPath.set(candidate.anchor.path, [candidate]);
    }
    fresh = [];
    for (const [path, candidates] of byPath) watch?.found(path, candidates);
  };
  for (const analyzer of analyzers) {
    try {
      const warn = (message: string): void => void analysis.failures.push(message);
      const heard = (name: string): void => void analysis.heard.add(name);
      const looked = (path: string): void => {
        done += 1;
        flush();
        watch?.looked(path, done, total);
      };
      const coverage = await analyzer.analyze({ ...input, warn, heard, looked }, (candidate) => {
        analysis.candidates.push(candidate);
        fresh.push(candidate);
      });
      analysis.coverage.push(...coverage);
    } catch (error) {
      // what was found until then is kept; the files without a row come out as failed in the coverage
      if (!input.signal.aborted)
        analysis.failures.push(`${analyzer.name} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    flush();
  }
  return analysis;
}
