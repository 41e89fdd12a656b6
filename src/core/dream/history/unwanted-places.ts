/** Lessons from places where a team has said that a rule is not wanted: merged suppressions, and those that a tool's report carries. */
import { categoryOf } from '../../analysis/outside/classify.js';
import type { CodeEvidence, Lesson } from '../../memory/lesson.js';
import type { Operation } from '../../memory/operation.js';
import type { Hasher, Ids } from '../../ports.js';
import { backtest } from '../backtest.js';
import { code, lessonId, judgementsOf, place, type Topic } from '../lesson-draft.js';
import type { Observation } from '../observation.js';
import { contradicted } from '../posterior.js';
import { inTopic } from '../rule-state.js';
import { covers, globsOf, holds, isNameable, scopeOfGlobs, type ScopeKey, widestLearned } from '../scope-lattice.js';

/** One place and what the team says there of a rule. The quote is redacted. `wanted`: a suppression was asked for and rejected. */
export type UnwantedPlace = {
  rule: string;
  path: string;
  startLine: number;
  endLine: number;
  quote: string;
  /** It speaks of the whole file. */
  whole: boolean;
  wanted: boolean;
  reason?: string;
};

/** How much else there is in a scope for which nobody suppresses the rule (files of the same kind, results that stand), given the places in it. */
export type Others = (rule: string, scope: ScopeKey, places: UnwantedPlace[]) => number;

export type PlaceDeps = { hash: Pick<Hasher, 'sha256'>; ids: Ids; at: string };

export type PlaceInput = {
  places: UnwantedPlace[];
  lessons: Lesson[];
  /** What people and outcomes said, in time order. */
  observations: Observation[];
  /** Where the places come from, in words. */
  how: string;
  others: Others;
};
export type FromPlaces = { operations: Operation[]; skipped: Map<string, number> };

const cited = 12;
const toldReasons = 3;
/** A comment here and there is an exception to a rule that is wanted: in a folder, this share (0..1) must have one. */
const minimumShare = 1 / 3;

/**
 * For each rule the widest scopes that at least three places speak for independently (see `widestLearned`) and where it is silenced in no small share
 * of what there is, and each file that silences it as a whole.
 * All begin on trial. Nothing is added that memory knows already (retired lessons too: somebody did not want them), that verdicts
 * contradict, or that quiets security findings. `observations` are in time order.
 */
export function lessonsFromPlaces(deps: PlaceDeps, input: PlaceInput): FromPlaces {
  const { places, lessons, observations, how, others } = input;
  const skipped = new Map<string, number>();
  const skip = (reason: string, count = 1): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + count);
  const byRule = new Map<string, UnwantedPlace[]>();
  for (const item of places) {
    if (isSecurityRule(item.rule)) skip('about security, which no lesson quiets');
    else if (byRule.has(item.rule)) byRule.get(item.rule)!.push(item);
    else byRule.set(item.rule, [item]);
  }
  const operations: Operation[] = [];
  for (const [rule, of] of [...byRule].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const distinct = distinctPlaces(of);
    const verdicts = observations.filter((o) => o.subject.rule === rule);
    const scopes = scopesFor(rule, distinct, others);
    const told = new Set<UnwantedPlace>();
    for (const scope of scopes) {
      const inScope = distinct.filter((p) => holds(scope, p.path) && !p.wanted);
      for (const p of inScope) told.add(p);
      const topic: Topic = { rule, scope, direction: 'hold-back' };
      const operation = addOperation(deps, topic, inScope, how);
      const known = knownReason(lessons, topic, operation.lesson);
      if (known !== undefined) skip(known, inScope.length);
      else if (contradicted(judgementsOf(inTopic(verdicts, topic)), 'hold-back')) skip('contradicted by verdicts', inScope.length);
      else if (operation.op === 'add' && backtest({ tested: operation.value, topic }, verdicts, lessons)?.result === 'fail')
        skip('its backtest failed', inScope.length);
      else operations.push(operation);
    }
    skip('too few of its rule to learn from', distinct.filter((p) => !told.has(p) && !p.wanted).length);
  }
  for (const [reason, count] of skipped) if (count === 0) skipped.delete(reason);
  return { operations, skipped };
}

function scopesFor(rule: string, distinct: UnwantedPlace[], others: Others): ScopeKey[] {
  // a rejected suppression outvotes those around it: it comes last
  const ordered = [...distinct.filter((p) => !p.wanted), ...distinct.filter((p) => p.wanted)];
  const voices = ordered.map(asObservation);
  const scopes: ScopeKey[] = [];
  const waiting = widestLearned(voices, 'hold-back').map((node) => node.scope);
  for (let scope = waiting.pop(); scope !== undefined; scope = waiting.pop()) {
    const inside = distinct.filter((p) => !p.wanted && holds(scope, p.path));
    const files = new Set(inside.map((p) => p.path)).size;
    const besides = others(rule, scope, inside);
    if (files / (files + besides) >= minimumShare) scopes.push(scope);
    else waiting.push(...widestLearned(voices, 'hold-back', { below: scope }).map((node) => node.scope));
  }
  const whole = distinct.filter((p) => p.whole && !p.wanted && isNameable(p.path) && !scopes.some((scope) => holds(scope, p.path)));
  const wantedIn = new Set(distinct.filter((p) => p.wanted).map((p) => p.path));
  return [...scopes, ...new Set(whole.map((p) => p.path).filter((path) => !wantedIn.has(path)))].sort();
}

function distinctPlaces(places: UnwantedPlace[]): UnwantedPlace[] {
  const distinct = new Map(places.map((p) => [`${p.path}\0${p.startLine}\0${p.wanted}`, p]));
  return [...distinct.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.startLine - b.startLine));
}

function knownReason(lessons: Lesson[], { rule, scope }: Topic, id: string): string | undefined {
  if (lessons.some((l) => l.id === id)) return 'known already';
  const covered = lessons.some((l) => {
    const key = scopeOfGlobs(l.scope.paths);
    const plain = l.scope.rules.length === 1 && l.scope.languages.length + l.scope.symbols.length === 0 && l.effect?.shape === undefined;
    return (
      plain &&
      l.status !== 'retired' &&
      l.effect?.do === 'hold-back' &&
      l.scope.rules[0] === rule &&
      key !== undefined &&
      covers(key, scope)
    );
  });
  return covered ? 'known already' : undefined;
}

function addOperation(deps: PlaceDeps, topic: Topic, places: UnwantedPlace[], how: string): Operation {
  const { rule, scope } = topic;
  const evidence = citePlaces(deps, places);
  const reasons = [...new Set(places.flatMap((p) => p.reason ?? []))].slice(0, toldReasons);
  const whole = places.filter((p) => p.whole).length;
  const files = new Set(places.map((p) => p.path)).size;
  const count = `${places.length} ${places.length === 1 ? 'place' : 'places'} in ${files} ${files === 1 ? 'file' : 'files'}`;
  const value: Lesson = {
    v: 1,
    id: lessonId(topic, deps.hash),
    kind: 'convention',
    status: 'trial',
    statement: `${code(rule)} is not wanted ${place(scope)}: the team suppresses it`,
    body: [
      `Learned on ${deps.at.slice(0, 10)} from ${how}: ${count}${whole > 0 ? `, ${whole} for a whole file` : ''}.`,
      ...(reasons.length > 0 ? [`Reasons given there: ${reasons.map(code).join(', ')}.`] : []),
    ].join('\n'),
    scope: { paths: globsOf(scope), languages: [], rules: [rule], symbols: [] },
    effect: { do: 'hold-back' },
    // Beta(1, 1) prior: each place is one voice
    confidence: Math.round(((1 + places.length) / (2 + places.length)) * 1000) / 1000,
    counts: { accepted: 0, dismissed: 0, overruled: 0 },
    evidence,
    provenance: 'team',
    validFrom: deps.at,
    lastConfirmed: deps.at,
    audience: 'all',
    pinned: false,
  };
  const reason = `suppressed by the team in ${count}`;
  return { v: 1, id: deps.ids.next('op'), lesson: value.id, reason, by: 'team', evidence, op: 'add', value };
}

function citePlaces({ hash }: PlaceDeps, places: UnwantedPlace[]): CodeEvidence[] {
  return places.slice(0, cited).map(({ path, startLine, endLine, quote }) => ({
    type: 'code',
    path,
    startLine,
    endLine,
    hash: hash.sha256(quote),
    quote,
  }));
}

function asObservation({ rule, path, startLine, wanted }: UnwantedPlace): Observation {
  return {
    at: '',
    fingerprint: `${path}:${startLine}`,
    verdict: wanted ? 'accepted' : 'rejected',
    authority: 'person',
    subject: { rule, category: 'maintainability', severity: 'low', security: false, path, source: '', lessons: [] },
    cite: { source: '', file: '', seq: 0, hash: '' },
    overruled: [],
  };
}

/** By the rule's name alone: what its findings say is asked again whenever the lesson would take effect. */
function isSecurityRule(rule: string): boolean {
  const [tool = '', ...rest] = rule.split('/');
  const name = rest.join('/');
  return (
    categoryOf({ tags: [name], cwe: [], tool, level: 'note' }) === 'security' ||
    /security|injection|xss|csrf|crypto|secret/i.test(rule) ||
    (/^(?:ruff|flake8)$/.test(tool) && /^S\d/.test(name)) ||
    (tool === 'golangci-lint' && name === 'gosec')
  );
}
