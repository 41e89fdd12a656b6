/** Suppressed results of other analyzers' reports, as places where a team does not want a rule. */
import type { OutsideReport } from '../../analysis/outside/outside-remark.js';
import { holds } from '../scope-lattice.js';
import type { Others, UnwantedPlace } from './unwanted-places.js';

export type SarifPlaces = {
  places: UnwantedPlace[];
  /** Files with results that nobody suppressed. */
  others: Others;
  read: Record<string, number>;
  skipped: Map<string, number>;
};

/** The most lines that are cited of one place. */
const longest = 10;

/** `lines` gives the redacted lines of a file as it is now; undefined when it is not there. A rejected suppression says that the rule is wanted. */
export async function sarifPlaces(reports: OutsideReport[], lines: (path: string) => Promise<string[] | undefined>): Promise<SarifPlaces> {
  const places: UnwantedPlace[] = [];
  const standing = new Map<string, Set<string>>();
  const skipped = new Map<string, number>();
  const skip = (reason: string): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  const read = { results: 0, suppressed: 0, accepted: 0, 'under review': 0, rejected: 0 };
  for (const { remarks } of reports) {
    for (const { rule, path, region, suppressions = [], category } of remarks) {
      read.results += 1;
      if (suppressions.length === 0) {
        if (rule !== undefined) standing.set(rule, (standing.get(rule) ?? new Set<string>()).add(path));
        continue;
      }
      read.suppressed += 1;
      const rejected = suppressions.some((s) => s.status === 'rejected');
      const open = suppressions.some((s) => s.status === 'underReview');
      read[rejected ? 'rejected' : open ? 'under review' : 'accepted'] += 1;
      if (!rejected && open) skip('still under review');
      else if (rule === undefined) skip('without a rule');
      else if (category === 'security') skip('about security, which no lesson quiets');
      else {
        const there = await lines(path);
        const startLine = region?.unit === 'line' ? region.startLine : 1;
        const endLine = region?.unit === 'line' ? Math.min(region.endLine, startLine + longest - 1) : 1;
        if (!there || startLine > there.length) {
          skip('the code is not there any more');
          continue;
        }
        const reason = suppressions.find((s) => s.justification !== undefined)?.justification;
        places.push({
          rule,
          path,
          startLine,
          endLine: Math.min(endLine, there.length),
          quote: there.slice(startLine - 1, endLine).join('\n'),
          whole: false,
          wanted: rejected,
          ...(reason !== undefined && { reason }),
        });
      }
    }
  }
  const others: Others = (rule, scope) => [...(standing.get(rule) ?? [])].filter((path) => holds(scope, path)).length;
  return { places, others, read, skipped };
}
