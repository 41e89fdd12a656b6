/** What a review's agents came to, in a line or two: the grade, and what they cost. */
import { countOf } from '../../transcript/count-of.js';
import type { ReviewReport } from '../review-report.js';

/** Plain text; the reason of a grade may hold a model's words. Empty for a review without agents. */
export function agentsSummary({ review: { grade }, usage }: Pick<ReviewReport, 'review' | 'usage'>): string[] {
  const { requests, inputTokens, cachedTokens, outputTokens, costUsd } = usage;
  if (requests === 0 && !grade) return [];
  const cost = costUsd === null ? 'at an unknown price' : `for ${costUsd.toFixed(4)} USD`;
  const spent = `Agents: ${countOf(requests, 'request')}, ${inputTokens} tokens in (${cachedTokens} cached), ${outputTokens} out, ${cost}`;
  if (!grade) return [spent];
  const met = grade.criteria.filter((c) => c.met).length;
  const criteria = grade.criteria.length > 0 ? `, ${met} of ${grade.criteria.length} criteria met` : '';
  const rounds = grade.rounds > 0 ? ` after ${countOf(grade.rounds, 'revision')}` : '';
  const why = grade.reason === undefined ? '' : `: ${grade.reason}`;
  const unmet = grade.criteria.filter((c) => !c.met).map((c) => `${c.id}: ${c.note || c.title}`);
  return [spent, `Grade: ${grade.state.replaceAll('-', ' ')}${criteria}${rounds}${why}`, ...unmet.map((line) => `Not met: ${line}`)];
}
