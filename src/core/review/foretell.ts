/**
 * What a review will probably show of a file's candidates, told while the rest is still analyzed: who waits sees findings as they are found,
 * without those that were dismissed, that memory holds back, or that a comment silences. The report alone is right: `judge` sees everything.
 */
import { mergeSame } from '../analysis/outside/merge-same.js';
import { isSecurity } from '../analysis/security.js';
import { applyEffects } from '../memory/effects.js';
import type { Candidate, Finding } from './finding.js';
import { identify } from './identity.js';
import { type JudgeInput, withoutComments, withoutRepeats } from './judge.js';
import type { KnownFinding } from './known-finding.js';
import { readIgnores, silenced } from './silenced.js';
import type { Hasher, Redact } from '../ports.js';

export type ForetellInput = Pick<JudgeInput, 'changes' | 'contents' | 'known' | 'lessons'> & {
  redact: Redact;
  hash: Pick<Hasher, 'sha256'>;
};

/** A candidate that will probably be shown, with the fingerprint of the known finding that it is. */
export type Foretold = { candidate: Candidate; fingerprint?: string };

/** The function takes the candidates of one file as they come, in one or more calls. */
export function foreteller(input: ForetellInput): (path: string, found: readonly Candidate[]) => Promise<Foretold[]> {
  const renames = new Map(input.changes.files.flatMap((f) => (f.status === 'renamed' && f.oldPath ? [[f.oldPath, f.path] as const] : [])));
  const told = new Map<string, Candidate[]>();
  let byPath: Map<string, Map<string, KnownFinding>> | undefined;
  const knownIn = (path: string) => {
    byPath ??= knownByPath(input.known, renames);
    return byPath.get(path) ?? new Map<string, KnownFinding>();
  };
  return async (path, found) => {
    const before = told.get(path) ?? [];
    const all = withoutRepeats(mergeSame([...before, ...found]));
    // what says the same as one that was told is merged into it
    told.set(path, all);
    const fresh = all.slice(before.length);
    if (fresh.length === 0) return [];
    const known = knownIn(path);
    const identified = identify({ candidates: fresh.map(withoutComments), known, renames, gone: () => false, hash: input.hash }).map(
      (one, i) => ({ ...one, candidate: fresh[i] ?? one.candidate }),
    );
    const changes = { ...input.changes, files: input.changes.files.filter((f) => f.path === path) };
    const ignoring = await readIgnores({ changes, contents: input.contents, redact: input.redact }, fresh);
    const { byCandidate } = silenced({ ...ignoring, changes, coverage: [], identified, known: new Map(), renames });
    return identified.flatMap(({ candidate, fingerprint, status }) => {
      if (status === 'dismissed' || (byCandidate.has(candidate) && !isSecurity(candidate))) return [];
      const finding = asFinding(candidate, fingerprint);
      const entry = known.get(fingerprint);
      const effect = applyEffects(
        finding,
        input.lessons.filter((lesson) => !entry?.overruled?.includes(lesson.id)),
      );
      if (effect.state !== 'shown') return [];
      const shown = { ...candidate, severity: effect.finding.severity };
      return [entry ? { candidate: shown, fingerprint } : { candidate: shown }];
    });
  };
}

function knownByPath(known: Map<string, KnownFinding>, renames: Map<string, string>): Map<string, Map<string, KnownFinding>> {
  const byPath = new Map<string, Map<string, KnownFinding>>();
  for (const [fingerprint, entry] of known) {
    const { path } = entry.last.finding.anchor;
    const now = renames.get(path) ?? path;
    const there = byPath.get(now);
    if (there) there.set(fingerprint, entry);
    else byPath.set(now, new Map([[fingerprint, entry]]));
  }
  return byPath;
}

/** For the lessons' eyes only: it has no id. */
function asFinding(candidate: Candidate, fingerprint: string): Finding {
  return { ...candidate, id: '', fingerprint, status: 'new', security: isSecurity(candidate), lessons: [], effects: [] };
}
