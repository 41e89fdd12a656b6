/** The engine's calls that learn without verdicts: from the repo's own history, and from suppressions in other analyzers' reports. */
import type { Repo } from '../core/changes/change-set.js';
import { linesOf } from '../core/changes/lines.js';
import { type ExperienceDeps, readExperience } from '../core/dream/experience.js';
import { guidelineLessons } from '../core/dream/history/guideline-lessons.js';
import { hotspotLessons } from '../core/dream/history/hotspot-lessons.js';
import type { LearnOptions, LearnReport } from '../core/dream/history/learn-report.js';
import { sarifPlaces } from '../core/dream/history/sarif-places.js';
import { lessonsFromPlaces, type PlaceInput } from '../core/dream/history/unwanted-places.js';
import { HumanError } from '../core/human-error.js';
import type { MemoryStore } from '../core/memory/memory-store.js';
import type { Operation } from '../core/memory/operation.js';
import type { Ports, Redact } from '../core/ports.js';
import type { Reverie } from '../core/reverie.js';
import { workTreeText } from './analysis/outside/work-tree-text.js';
import { readHistory } from './dream/read-history.js';

type LearnDeps = ExperienceDeps & { repo: Repo; ports: Ports; redact: Redact; store: MemoryStore };

export function learnCalls(deps: LearnDeps): Pick<Reverie, 'learnFromHistory' | 'learnFromReports'> {
  const { repo, redact, ports, store } = deps;
  const common = async (): Promise<{ place: { hash: Ports['hash']; ids: Ports['ids']; at: string }; past: Past }> => {
    const [memory, { observations }] = await Promise.all([store.read(), readExperience(deps)]);
    return {
      place: { ...ports, at: ports.clock.now().toISOString() },
      past: { version: memory.version, of: { lessons: memory.lessons, observations } },
    };
  };
  return {
    async learnFromHistory(options) {
      const history = await readHistory({ repo, redact, hash: ports.hash }, options);
      const { place, past } = await common();
      const { version } = past;
      if (!history) return { read: {}, operations: [], skipped: {}, problems: ['there is no commit yet'], before: version, after: version };
      const how = `suppressions merged into ${history.branch} (${history.commit.slice(0, 10)})`;
      const { operations, skipped } = lessonsFromPlaces(place, { ...past.of, places: history.places, others: history.others, how });
      operations.push(
        ...guidelineLessons(place, history.guidelines, past.of.lessons),
        ...hotspotLessons(place, history.hotspots, (path) => history.cites.get(path), past.of.lessons),
      );
      return apply(store, options, operations, {
        read: history.read,
        skipped,
        problems: history.problems,
        before: version,
        message: `Learned from the history of ${history.branch}`,
      });
    },
    async learnFromReports(reports, options) {
      const files = new Map<string, Promise<string[] | undefined>>();
      const read = (path: string): Promise<string[] | undefined> => {
        const known =
          files.get(path) ?? workTreeText(repo.root, path).then((text) => (text === undefined ? undefined : linesOf(redact(text))));
        files.set(path, known);
        return known;
      };
      options.onProgress?.('reading suppressed results');
      const { places, others, read: counts, skipped: left } = await sarifPlaces(reports, read);
      const { place, past } = await common();
      const { version } = past;
      const how = `suppressed results in ${reports.map((r) => r.origin).join(', ')}`;
      const { operations, skipped } = lessonsFromPlaces(place, { ...past.of, places, others, how: redact(how) });
      for (const [reason, count] of left) skipped.set(reason, (skipped.get(reason) ?? 0) + count);
      const problems = reports.flatMap((r) => r.problems.map((p) => redact(`${r.origin}: ${p}`)));
      return apply(store, options, operations, {
        read: counts,
        skipped,
        problems,
        before: version,
        message: 'Learned from suppressed results',
      });
    },
  };
}

type Past = { version: string | null; of: Pick<PlaceInput, 'lessons' | 'observations'> };
type Found = { read: Record<string, number>; skipped: Map<string, number>; problems: string[]; before: string | null; message: string };

/** Under the lease of dreams: nobody else changes memory meanwhile, so that what was not known when it was read is not known now. */
async function apply(store: MemoryStore, options: LearnOptions, operations: Operation[], found: Found): Promise<LearnReport> {
  const { read, problems, before, message } = found;
  const report: LearnReport = { read, operations, skipped: Object.fromEntries(found.skipped), problems, before, after: before };
  if (options.dryRun || operations.length === 0) return report;
  options.onProgress?.(`changing memory: ${operations.length} lessons`);
  if (!store.writable) throw new HumanError('Memory cannot be written here', { next: 'Check the rights of the repository’s git folder' });
  const taken = await store.lease('dream', { signal: options.signal, wait: true });
  if (taken.state === 'refused')
    throw new HumanError(`A dream is going on: ${taken.reason}`, { next: 'Wait until it has ended, and try again' });
  const { lease } = taken;
  try {
    const result = await store.apply(operations, {
      message,
      fence: lease,
      signal: AbortSignal.any([options.signal, lease.signal]),
      verifiedOnly: true,
    });
    if (result.state === 'refused') throw new HumanError(`Memory was not changed: ${result.reason}`, { next: 'Try again' });
    const refused = new Set(result.refused.map((r) => r.operation));
    const skipped = {
      ...report.skipped,
      ...(refused.size > 0 && { 'known already': (report.skipped['known already'] ?? 0) + refused.size }),
    };
    return { ...report, operations: operations.filter((o) => !refused.has(o.id)), skipped, after: result.version };
  } finally {
    await lease.release();
  }
}
