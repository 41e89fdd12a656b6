/** Bounds what is learned from: the newest findings, drawn evenly where a revision does not fit. */
import type { LabelledFinding } from './labelled-finding.js';

/** At most `most`, in their order. Of the oldest revision that still has room, findings spread over all of it: lists are often sorted by path. */
export function newestFindings(findings: LabelledFinding[], most: number): LabelledFinding[] {
  if (findings.length <= most) return findings;
  const byRevision = new Map<number, number[]>();
  for (const [i, { revision }] of findings.entries()) {
    const of = byRevision.get(revision);
    if (of) of.push(i);
    else byRevision.set(revision, [i]);
  }
  const taken: number[] = [];
  for (const revision of [...byRevision.keys()].sort((a, b) => b - a)) {
    const of = byRevision.get(revision)!;
    const room = most - taken.length;
    if (room <= 0) break;
    const step = Math.max(1, of.length / room);
    for (let k = 0; k < Math.min(room, of.length); k++) taken.push(of[Math.floor(k * step)]!);
  }
  return taken.sort((a, b) => a - b).map((i) => findings[i]!);
}
