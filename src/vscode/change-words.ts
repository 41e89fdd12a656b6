/** What a change of memory would do, for a dialog that asks before it applies. */
import type { ChangePreview, LessonPreview } from '../core/reverie.js';
import { plain } from './words.js';
import { l10n } from './l10n.js';

/** A dialog is no place for a long list. */
const longest = 6;

export function changeWords({ differences, hides }: ChangePreview): string {
  if (differences.length === 0) return l10n.t('It changes no lesson.');
  const lines = differences.slice(0, longest).map((d) => `“${plain(d.statement)}” ${d.what}`);
  const more = differences.length - longest;
  return [
    ...lines,
    ...(more > 0 ? [more === 1 ? l10n.t('and 1 more lesson') : l10n.t('and {0} more lessons', more)] : []),
    '',
    hidesSentence(hides),
  ].join('\n');
}

/** What would have been hidden of the past. */
export function hidesSentence({ accepted, rejected, unknown }: LessonPreview['hides']): string {
  const others = unknown > 0 ? l10n.t(', and {0} without a verdict', unknown) : '';
  const warning = accepted > 0 ? l10n.t(' People accepted some of these: it would hide what was useful.') : '';
  const hidden =
    accepted === 1
      ? l10n.t('Of the past findings it would have hidden {0} dismissed and 1 accepted one{1}.', rejected, others)
      : l10n.t('Of the past findings it would have hidden {0} dismissed and {1} accepted ones{2}.', rejected, accepted, others);
  return hidden + warning;
}
