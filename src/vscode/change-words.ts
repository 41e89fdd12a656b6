/** What a change of memory would do, for a dialog that asks before it applies. */
import type { ChangePreview, LessonPreview } from '../core/reverie.js';
import { count, plain } from './words.js';

/** A dialog is no place for a long list. */
const longest = 6;

export function changeWords({ differences, hides }: ChangePreview): string {
  if (differences.length === 0) return 'It changes no lesson.';
  const lines = differences.slice(0, longest).map((d) => `“${plain(d.statement)}” ${d.what}`);
  const more = differences.length - longest;
  return [...lines, ...(more > 0 ? [`and ${count(more, 'more lesson')}`] : []), '', hidesSentence(hides)].join('\n');
}

/** What would have been hidden of the past. */
export function hidesSentence({ accepted, rejected, unknown }: LessonPreview['hides']): string {
  const others = unknown > 0 ? `, and ${unknown} without a verdict` : '';
  const warning = accepted > 0 ? ' People accepted some of these: it would hide what was useful.' : '';
  return `Of the past findings it would have hidden ${rejected} dismissed and ${count(accepted, 'accepted one')}${others}.${warning}`;
}
