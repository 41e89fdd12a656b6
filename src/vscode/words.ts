/** Small phrases that several views share: counts, times, scopes and severities as people read them. */
import type { Scope } from '../core/changes/change-set.js';
import type { Severity } from '../core/review/finding.js';
import type { DismissReason } from '../core/transcript/ledger-event.js';

/** `1 finding`, `3 findings`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

export const severityWords: Record<Severity, string> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Info' };

export function describeScope(scope: Scope): string {
  switch (scope.kind) {
    case 'uncommitted':
      return 'Uncommitted changes';
    case 'staged':
      return 'Staged changes';
    case 'unstaged':
      return 'Unstaged changes';
    case 'branch':
      return scope.base ? `Branch against ${scope.base}` : 'Branch';
    case 'commit':
      return `Commit ${shortRef(scope.commit)}`;
    case 'range':
      return `${shortRef(scope.from)}..${shortRef(scope.to)}`;
    case 'files':
      return scope.paths.length === 1 ? `File ${scope.paths[0]}` : count(scope.paths.length, 'file');
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
  if (!(minutes >= 1)) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ago` : `${count(Math.floor(hours / 24), 'day')} ago`;
}

/** An instant (ISO 8601) as a file may be named: `2026-01-31 14.05`, UTC. */
export function stamp(at: string): string {
  return at.slice(0, 16).replace('T', ' ').replace(':', '.');
}

/** The reasons of a dismissal as a person picks them, in the order of use. */
export const dismissWords: readonly { reason: DismissReason; label: string; detail: string }[] = [
  { reason: 'false-alarm', label: 'False alarm', detail: 'There is no such problem here' },
  { reason: 'intended', label: 'Intended here', detail: 'True, and meant to be so' },
  { reason: 'not-worth-it', label: 'Not worth it', detail: 'True, and not worth a change' },
  { reason: 'already-handled', label: 'Already handled', detail: 'Another place takes care of it' },
  { reason: 'duplicate', label: 'Duplicate', detail: 'Another finding says the same' },
  { reason: 'never-here', label: 'Never flag this here', detail: 'A rule for this place, from now on' },
  { reason: 'other', label: 'Other…', detail: 'In your own words' },
];
