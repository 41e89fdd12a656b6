/** Small phrases that several views share: counts, times, scopes and severities as people read them. */
import type { Scope } from '../core/changes/change-set.js';
import type { Category, FindingStatus, Severity } from '../core/review/finding.js';
import { l10n } from './l10n.js';

/** What is counted: one, and any other number, each a text of its own as languages differ in their plurals. */
const counted = {
  agent: (n: number) => (n === 1 ? l10n.t('1 agent') : l10n.t('{0} agents', n)),
  'changed file': (n: number) => (n === 1 ? l10n.t('1 changed file') : l10n.t('{0} changed files', n)),
  criterion: (n: number) => (n === 1 ? l10n.t('1 criterion') : l10n.t('{0} criteria', n)),
  file: (n: number) => (n === 1 ? l10n.t('1 file') : l10n.t('{0} files', n)),
  finding: (n: number) => (n === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', n)),
  lesson: (n: number) => (n === 1 ? l10n.t('1 lesson') : l10n.t('{0} lessons', n)),
  'new review': (n: number) => (n === 1 ? l10n.t('1 new review') : l10n.t('{0} new reviews', n)),
  'new verdict': (n: number) => (n === 1 ? l10n.t('1 new verdict') : l10n.t('{0} new verdicts', n)),
  proposal: (n: number) => (n === 1 ? l10n.t('1 proposal') : l10n.t('{0} proposals', n)),
  request: (n: number) => (n === 1 ? l10n.t('1 request') : l10n.t('{0} requests', n)),
  review: (n: number) => (n === 1 ? l10n.t('1 review') : l10n.t('{0} reviews', n)),
  revision: (n: number) => (n === 1 ? l10n.t('1 revision') : l10n.t('{0} revisions', n)),
  token: (n: number) => (n === 1 ? l10n.t('1 token') : l10n.t('{0} tokens', n)),
  verdict: (n: number) => (n === 1 ? l10n.t('1 verdict') : l10n.t('{0} verdicts', n)),
};

/** `1 finding`, `3 findings`. */
export function count(n: number, what: keyof typeof counted): string {
  return counted[what](n);
}

export const severityWords: Record<Severity, string> = {
  critical: l10n.t('Critical'),
  high: l10n.t('High'),
  medium: l10n.t('Medium'),
  low: l10n.t('Low'),
  info: l10n.t('Info'),
};

/** How a review or a dream ended. */
export const stateWords = {
  done: l10n.t('done'),
  cancelled: l10n.t('cancelled'),
  failed: l10n.t('failed'),
  skipped: l10n.t('skipped'),
};

/** What began a dream. */
export const triggerWords = { command: l10n.t('command'), idle: l10n.t('idle'), daily: l10n.t('daily') };

/** What has become of a finding. */
export const statusWords: Record<FindingStatus | 'accepted' | 'held-back', string> = {
  new: l10n.t('new'),
  open: l10n.t('open'),
  reappeared: l10n.t('reappeared'),
  accepted: l10n.t('accepted'),
  dismissed: l10n.t('dismissed'),
  fixed: l10n.t('fixed'),
  'held-back': l10n.t('held back'),
};

export const categoryWords: Record<Category, string> = {
  correctness: l10n.t('correctness'),
  security: l10n.t('security'),
  concurrency: l10n.t('concurrency'),
  resources: l10n.t('resources'),
  'error-handling': l10n.t('error handling'),
  performance: l10n.t('performance'),
  api: l10n.t('API'),
  tests: l10n.t('tests'),
  maintainability: l10n.t('maintainability'),
};

export function describeScope(scope: Scope): string {
  switch (scope.kind) {
    case 'uncommitted':
      return l10n.t('Uncommitted changes');
    case 'staged':
      return l10n.t('Staged changes');
    case 'unstaged':
      return l10n.t('Unstaged changes');
    case 'branch':
      return scope.base ? l10n.t('Branch against {0}', scope.base) : l10n.t('Branch');
    case 'commit':
      return l10n.t('Commit {0}', shortRef(scope.commit));
    case 'range':
      return `${shortRef(scope.from)}..${shortRef(scope.to)}`;
    case 'files':
      if (scope.lines) return l10n.t('Lines {0} to {1} of {2}', scope.lines.startLine, scope.lines.endLine, scope.paths.join(', '));
      return scope.paths.length === 1 ? l10n.t('File {0}', scope.paths[0] ?? '') : count(scope.paths.length, 'file');
  }
}

/** A statement is Markdown in one line; a row and a message show it without its ticks. */
export function plain(statement: string): string {
  return statement.replaceAll('`', '');
}

/** A full commit id as its first eight digits; any other ref as it is. */
export function shortRef(ref: string): string {
  return /^[0-9a-f]{40,64}$/.test(ref) ? ref.slice(0, 8) : ref;
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`; both ISO 8601. A time from the future reads as now. */
export function ago(at: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(at)) / 60_000);
  if (!(minutes >= 1)) return l10n.t('just now');
  if (minutes < 60) return l10n.t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? l10n.t('{0} h ago', hours) : daysAgo(Math.floor(hours / 24));
}

function daysAgo(days: number): string {
  return days === 1 ? l10n.t('1 day ago') : l10n.t('{0} days ago', days);
}

/** An instant (ISO 8601) as a file may be named: `2026-01-31 14.05`, UTC. */
export function stamp(at: string): string {
  return at.slice(0, 16).replace('T', ' ').replace(':', '.');
}
