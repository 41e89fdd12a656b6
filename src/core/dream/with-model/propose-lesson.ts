/** The lesson that a proposal would make: its id, scope, words, counts and evidence. It has a model's authority, and enters on trial. */
import { codeShape } from '../../analysis/code-shape.js';
import { type Evidence, type Lesson, type LessonEffect, unionOfEvidence } from '../../memory/lesson.js';
import { matchesLesson } from '../../memory/matches-lesson.js';
import type { Hasher } from '../../ports.js';
import { countOf } from '../../transcript/count-of.js';
import { code, countsOf, judgementsOf, lessonId, type Topic } from '../lesson-draft.js';
import type { Observation } from '../observation.js';
import { confidence } from '../posterior.js';
import { globsOf, scopeOfGlobs } from '../scope-lattice.js';
import type { ContentProposal } from './answers.js';
import { analyzersGroup, type Digest, type DigestCase } from './digest.js';
import type { Cited } from './verify-quotes.js';

/** What a lesson without an effect is believed: nothing measures it. */
const unmeasured = 0.5;

export type LessonParts = { value: Lesson; topic?: Topic };

/** The scope as the proposal means it: a path that is one of the cited ones, or a folder of one, is taken literally. */
export function scopePaths(paths: string[], cases: DigestCase[]): string[] {
  const cited = cases.map((c) => c.subject.path);
  return paths.map((path) => {
    const folder = path.endsWith('/**') ? path.slice(0, -2) : undefined;
    const literal =
      cited.includes(path) || (folder !== undefined && cited.some((p) => p.startsWith(folder))) ? (folder ?? path) : undefined;
    return literal === undefined ? path : (globsOf(literal)[0] ?? path);
  });
}

/** The specialist whose findings alone are cited; `all` when analyzers or several are. */
export function audienceOf(digest: Digest, cases: DigestCase[]): string {
  const groups = new Set(cases.flatMap((c) => c.events.flatMap((e) => digest.events.get(e.id)?.group ?? [])));
  const [only] = groups;
  return groups.size === 1 && only !== undefined && only !== analyzersGroup ? only : 'all';
}

/** `like_code` limits the effect to the shape of that piece of code. */
export function effectOf(proposal: ContentProposal, cited: Cited): { effect?: LessonEffect } | { problem: string } {
  if (proposal.effect === 'none') return {};
  if (proposal.like_code === undefined) return { effect: { do: proposal.effect } };
  const piece = cited.code.find((c) => c.id === proposal.like_code);
  if (!piece) return { problem: `it wants code like ${code(proposal.like_code)} and does not cite it` };
  return { effect: { do: proposal.effect, shape: codeShape(piece.evidence.quote) } };
}

export function lessonOf(
  input: { digest: Digest; observations: Observation[]; hash: Pick<Hasher, 'sha256'>; at: string },
  proposal: ContentProposal,
  cited: Cited,
  given: {
    effect?: LessonEffect;
    evidence: Evidence[];
    /** The lesson that is changed, and those that are taken in. */ before: Lesson[];
    against: string[];
  },
): LessonParts {
  const { digest, observations, hash, at } = input;
  const { effect, before, against } = given;
  const paths = scopePaths(proposal.paths, cited.cases);
  const scope = { paths, languages: [], rules: proposal.rules, symbols: proposal.symbols };
  const audience = effect && proposal.rules.length === 0 ? audienceOf(digest, cited.cases) : 'all';
  const [target] = before;
  const inScope = observations.filter((o) => matchesLesson({ scope, audience, ...(effect && { effect }) }, o.subject));
  const topic = effect && topicOf(scope, effect, audience);
  const direction = effect && (effect.do === 'raise' ? 'raise' : 'hold-back');
  const spoken = cited.cases
    .map((c) => c.events.find((e) => e.says)?.at ?? '')
    .sort()
    .at(-1);
  const value: Lesson = {
    v: 1,
    id: target?.id ?? (topic ? lessonId(topic, hash) : ownId(proposal, { scope, effect, audience }, hash)),
    kind: proposal.kind,
    status: target?.status === 'active' ? 'active' : 'trial',
    statement: proposal.statement.trim(),
    body: bodyOf(proposal, cited, against, at),
    scope,
    ...(effect && { effect }),
    confidence: direction ? confidence(judgementsOf(inScope), direction) : unmeasured,
    counts: countsOf(inScope, target?.id),
    evidence: unionOfEvidence(...before.map((l) => l.evidence), given.evidence),
    provenance: 'model',
    validFrom: target?.validFrom ?? at,
    lastConfirmed: spoken || at,
    audience,
    pinned: target?.pinned ?? false,
    ...(target?.comments && { comments: target.comments }),
  };
  return { value, ...(topic && { topic }) };
}

/** What statistics would call the same: then it is the same lesson, and they go on with it. */
function topicOf({ paths, rules, symbols }: Lesson['scope'], effect: LessonEffect, audience: string): Topic | undefined {
  const [rule] = rules;
  const scope = scopeOfGlobs(paths);
  if (rule === undefined || rules.length > 1 || symbols.length > 0 || scope === undefined || audience !== 'all') return undefined;
  return {
    rule,
    scope,
    direction: effect.do === 'raise' ? 'raise' : 'hold-back',
    ...(effect.shape !== undefined && { shape: effect.shape }),
  };
}

/** The same scope and effect are the same lesson, whatever its words; without an effect the words are the lesson. */
function ownId(
  { kind, statement }: ContentProposal,
  about: Pick<Lesson, 'scope' | 'audience'> & { effect: LessonEffect | undefined },
  hash: Pick<Hasher, 'sha256'>,
): string {
  const words = statement.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const digest = hash.sha256(JSON.stringify([about, about.effect ? null : words.join(' ')])).slice(0, 8);
  const slug = words.join('-').slice(0, 48).replace(/-+$/, '');
  return `${about.effect ? kind : slug || kind}-${digest}`;
}

function bodyOf({ explanation }: ContentProposal, cited: Cited, against: string[], at: string): string {
  const from = `Reflected on ${at.slice(0, 10)} by a model, on ${countOf(cited.cases.length, 'finding')} and what was said of them.`;
  return [from, explanation.trim(), ...against].filter((part) => part !== '').join('\n\n');
}
