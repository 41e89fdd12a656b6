/** How dreaming stands, as text: what is new, what waits, and the journal with the newest on top. */
import type { DreamReport } from '../../core/dream/dream-report.js';
import type { ScheduleEntry } from '../../core/dream/schedule-log.js';
import type { NextCommand } from '../common-options.js';
import { type Line, styled } from './line.js';
import { plural } from './plural.js';

export type DreamStatus = {
  state: { lastDreamAt?: string; newTranscripts: number; newVerdicts: number };
  dreams: DreamReport[];
  skips: ScheduleEntry[];
  waiting: number;
};

const mostLines = 20;

export function dreamStatusText({ state, dreams, skips, waiting }: DreamStatus, next: NextCommand): Line[] {
  const journal = [
    ...dreams.map((dream) => ({ at: dream.endedAt, line: dreamLine(dream) })),
    ...skips.map((skip) => ({ at: skip.lastAt, line: skipLine(skip) })),
  ].sort((a, b) => (a.at > b.at ? -1 : 1));
  return [
    [state.lastDreamAt === undefined ? 'No dream has come to its end yet' : `The last dream ended ${minute(state.lastDreamAt)}`],
    [`New since then: ${plural(state.newTranscripts, 'review')}, ${plural(state.newVerdicts, 'verdict')}`],
    ...(waiting > 0 ? [[`${plural(waiting, 'change')} of memory waiting for you: ${next('memory list')}`]] : []),
    [],
    [journal.length > 0 ? 'Journal' : 'The journal is empty'],
    ...journal.slice(0, mostLines).map(({ line }) => line),
    ...(journal.length > mostLines ? [[styled('dim', `  and ${journal.length - mostLines} older entries (--format json has all)`)]] : []),
  ];
}

function dreamLine({ startedAt, trigger, state, reason, read, operations, dream }: DreamReport): Line {
  const changed = operations.filter((o) => o.decision === 'apply' || o.decision === 'trial').length;
  const what = state === 'done' ? `${plural(changed, 'change')} from ${plural(read.newTranscripts, 'new review')}` : (reason ?? '');
  return [
    '  ',
    `${minute(startedAt)}  `,
    styled(state === 'done' ? 'green' : 'yellow', state.padEnd(9)),
    ` ${trigger}: ${what}`,
    styled('dim', `  ${dream}`),
  ];
}

function skipLine({ kind, reason, at, lastAt, times }: ScheduleEntry): Line {
  const often = times > 1 ? `, ${times} times since ${minute(at)}` : '';
  return ['  ', `${minute(lastAt)}  `, styled('dim', 'none'.padEnd(9)), ` ${kind === 'failed' ? 'failed: ' : ''}${reason}${often}`];
}

function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
