/** What was learned without verdicts, as text. */
import type { LearnReport } from '../../core/dream/history/learn-report.js';
import type { NextCommand } from '../common-options.js';
import { operationWords } from './lesson-text.js';
import { type Line, styled } from './line.js';
import { plural } from './plural.js';
import { shortCommit } from './short-id.js';

export function learnText(report: LearnReport, { dryRun, next }: { dryRun: boolean; next: NextCommand }): Line[] {
  const read = Object.entries(report.read).map(([what, count]) => `${count} ${what}`);
  const lines: Line[] = [[`Read ${read.length > 0 ? read.join(', ') : 'nothing'}`]];
  for (const operation of report.operations) {
    const state = operation.op === 'add' ? operation.value.status : operation.op;
    lines.push([styled('yellow', (dryRun ? 'would' : state).padEnd(9)), ' ', styled('bold', operationWords(operation))]);
    lines.push(['          ', styled('dim', `${operation.reason}; ${plural(operation.evidence.length, 'citation')}`)]);
  }
  if (report.operations.length === 0) lines.push(['Learned nothing new']);
  for (const [reason, count] of Object.entries(report.skipped)) lines.push([styled('dim', `${count} left: ${reason}`)]);
  for (const problem of report.problems) lines.push([styled('yellow', problem)]);
  if (dryRun) lines.push([styled('dim', 'Dry run: memory is as it was')]);
  else if (report.before === report.after) lines.push([styled('dim', `Memory is as it was (${shortCommit(report.after)})`)]);
  else
    lines.push([
      styled(
        'dim',
        `Memory ${shortCommit(report.before)} → ${shortCommit(report.after)}; lessons on trial demote and mark, they hide nothing (${next('memory list')})`,
      ),
    ]);
  return lines;
}
