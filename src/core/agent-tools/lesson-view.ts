/** A lesson as an agent gets it: what the repo taught, how sure that is, and what it rests on. */
import * as z from 'zod';
import type { LessonAtHand } from '../memory/lesson-at-hand.js';
import { LessonEffect, LessonKind, LessonScope, LessonStatus, Provenance } from '../memory/lesson.js';
import { unverifiedWords } from '../memory/unverified.js';
import { indented, oneLine } from './finding-view.js';
import { cut } from './page.js';

const EvidenceView = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), source: z.string(), file: z.string(), seq: z.int(), quote: z.string() }),
  z.object({
    type: z.literal('code'),
    path: z.string(),
    startLine: z.int(),
    endLine: z.int(),
    quote: z.string(),
    now: z.enum(['holds', 'gone', 'unknown']).describe('Whether this code still stands in that file.'),
  }),
]);

export const LessonView = z.object({
  id: z.string(),
  kind: LessonKind,
  status: LessonStatus,
  statement: z.string(),
  body: z.string(),
  scope: LessonScope,
  effect: LessonEffect.optional(),
  confidence: z.number().describe('0 to 1: how sure the repo is that it is right.'),
  counts: z.object({ accepted: z.int(), dismissed: z.int(), overruled: z.int() }),
  provenance: Provenance.describe('On whose authority; `text` and `model` are the weakest.'),
  unverified: z.boolean().describe(`True: ${unverifiedWords}; do not rely on it.`),
  audience: z.string(),
  validFrom: z.string(),
  lastConfirmed: z.string(),
  why: z.string().describe('Why it was recalled.'),
  evidence: z.array(EvidenceView),
  evidenceTotal: z.int(),
});
export type LessonView = z.infer<typeof LessonView>;

const longest = { statement: 600, body: 2000, quote: 600, why: 400 };
const mostEvidence = 8;

export function viewLesson({ lesson, why, unverified, code }: LessonAtHand): LessonView {
  const { id, kind, status, scope, effect, confidence, counts, provenance, audience, validFrom, lastConfirmed, evidence } = lesson;
  const states = [...code];
  const views = evidence.map((item): LessonView['evidence'][number] => {
    const quote = cut(item.quote, longest.quote);
    if (item.type === 'event') return { type: 'event', source: item.source, file: item.file, seq: item.seq, quote };
    const { path, startLine, endLine } = item;
    return { type: 'code', path, startLine, endLine, quote, now: states.shift() ?? 'unknown' };
  });
  // code says more to an agent than events: both kinds get a place
  const chosen = [...views.filter((v) => v.type === 'code').slice(0, mostEvidence / 2), ...views.filter((v) => v.type === 'event')];
  const some = (list: string[]) => list.slice(0, 20).map((item) => cut(item, 200));
  return {
    id,
    kind,
    status,
    statement: cut(lesson.statement, longest.statement),
    body: cut(lesson.body, longest.body),
    scope: {
      paths: some(scope.paths),
      languages: some(scope.languages),
      rules: some(scope.rules),
      symbols: some(scope.symbols),
      ...(scope.when !== undefined && { when: cut(scope.when, 300) }),
      ...(scope.unless !== undefined && { unless: cut(scope.unless, 300) }),
    },
    ...(effect && { effect }),
    confidence,
    counts,
    provenance,
    unverified,
    audience,
    validFrom,
    lastConfirmed,
    why: cut(why, longest.why),
    evidence: chosen.slice(0, mostEvidence),
    evidenceTotal: evidence.length,
  };
}

export function lessonText(view: LessonView): string {
  const percent = `${Math.round(view.confidence * 100)} % sure`;
  const marks = [
    view.kind,
    view.status,
    percent,
    `from ${authority[view.provenance]}`,
    ...(view.unverified ? ['UNVERIFIED'] : []),
    view.id,
  ];
  const { scope } = view;
  const places = [...scope.rules, ...scope.paths, ...scope.languages, ...scope.symbols].map(oneLine).join(', ');
  const evidence = view.evidence.map((item) => {
    const quote = oneLine(cut(item.quote, 160));
    if (item.type === 'event') return `      ${oneLine(item.file)}#${item.seq}: ${quote}`;
    return `      ${oneLine(item.path)}:${item.startLine} (${item.now}): ${quote}`;
  });
  return [
    `- ${oneLine(view.statement)} (${marks.map(oneLine).join(', ')})`,
    ...(view.body.trim() ? [indented(view.body)] : []),
    `    scope: ${places || 'everything'}${scope.when === undefined ? '' : `; when ${oneLine(scope.when)}`}${scope.unless === undefined ? '' : `; unless ${oneLine(scope.unless)}`}`,
    `    recalled because: ${oneLine(view.why)}`,
    `    evidence (${view.evidence.length} of ${view.evidenceTotal}):`,
    ...evidence,
  ].join('\n');
}

const authority: Record<Provenance, string> = {
  person: 'a person’s verdicts',
  team: 'the team’s rules',
  outcome: 'what happened to the code',
  model: 'a model’s reflection',
  text: 'text in the repo',
};
