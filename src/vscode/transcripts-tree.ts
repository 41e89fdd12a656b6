/** The transcripts tree as data: one row per review or dream, from what its first and last events say. */
import type { TranscriptRecord } from '../core/transcript/transcript-store.js';
import { ago, count, describeScope, stamp, stateWords, triggerWords } from './words.js';
import { l10n } from './l10n.js';

export type TranscriptNode = {
  kind: 'transcript';
  id: string;
  transcript: string;
  about: 'review' | 'dream' | 'unreadable';
  title: string;
  description: string;
  /** Names the document: `Review 2026-01-31 14.05`. */
  document: string;
};
export type MoreNode = { kind: 'more'; id: string; title: string };

export function transcriptNode(record: TranscriptRecord, now: Date): TranscriptNode {
  const started = record.events.find((e) => e.type === 'started');
  const ended = record.events.find((e) => e.type === 'ended');
  const problems = record.unreadable.length > 0 || record.torn !== undefined ? l10n.t('damaged lines kept') : '';
  const state = ended
    ? ended.state === 'done'
      ? ''
      : stateWords[ended.state]
    : record.state === 'open'
      ? l10n.t('not ended')
      : l10n.t('abandoned');
  const base = { kind: 'transcript' as const, id: `transcript/${record.id}`, transcript: record.id };
  if (!started) return { ...base, about: 'unreadable', title: record.id, description: problems || l10n.t('empty'), document: record.id };
  const when = ago(started.at, now);
  if (started.kind === 'dream') {
    const description = [when, triggerWords[started.trigger], state, problems].filter(Boolean).join(' · ');
    return { ...base, about: 'dream', title: l10n.t('Dream'), description, document: l10n.t('Dream {0}', stamp(started.at)) };
  }
  const findings = record.events.filter(
    (e) => e.type === 'finding' && e.finding.status !== 'fixed' && e.finding.status !== 'dismissed',
  ).length;
  const held = record.events.filter((e) => e.type === 'held-back').length;
  const parts = [when, count(findings, 'finding'), held > 0 ? l10n.t('{0} held back', held) : '', state, problems];
  return {
    ...base,
    about: 'review',
    title: describeScope(started.scope),
    description: parts.filter(Boolean).join(' · '),
    document: l10n.t('Review {0}', stamp(started.at)),
  };
}
