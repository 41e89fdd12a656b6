/** The words that options accept, kept apart from the engine's schemas so that parsing arguments loads none of them. */
import type { Scope } from '../core/changes/change-set.js';
import type { LessonKind, LessonStatus } from '../core/memory/lesson.js';
import type { DreamRequest } from '../core/dream/dream-report.js';
import type { VerdictRequest } from '../core/reverie.js';
import type { ReviewEffort } from '../core/review/agents/model-reviewer.js';
import type { Severity } from '../core/review/finding.js';
import type { Speaker } from '../core/transcript/ledger-event.js';

export const scopeKinds = words<Scope['kind']>({
  uncommitted: true,
  staged: true,
  unstaged: true,
  branch: true,
  commit: true,
  range: true,
  files: true,
});
export const severityWords = words<Severity>({ critical: true, high: true, medium: true, low: true, info: true });
export const verdictWords = words<VerdictRequest['verdict']>({ accept: true, dismiss: true, contest: true, withdraw: true });
export const speakerWords = words<Speaker>({ person: true, automation: true, agent: true });
export const kindWords = words<LessonKind>({
  'false-alarm': true,
  convention: true,
  'defect-pattern': true,
  hotspot: true,
  workflow: true,
  context: true,
});
export const statusWords = words<LessonStatus>({ proposed: true, trial: true, active: true, dormant: true, retired: true });
export const lessonFormats = ['text', 'json', 'markdown'] as const;
export const reviewFormats = ['text', 'json', 'sarif', 'markdown'] as const;
export type ReviewFormat = (typeof reviewFormats)[number];
export const modelWords = ['none', 'anthropic'] as const;
export const effortWords = words<ReviewEffort>({ quick: true, standard: true, thorough: true });
export const applyWords = words<DreamRequest['apply']>({ auto: true, ask: true });

/** A word that the type has and the list has not, or the other way round, is a type error. */
function words<T extends string>(all: Record<T, true>): T[] {
  return Object.keys(all) as T[];
}
