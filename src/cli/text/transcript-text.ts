/** Transcripts as text: a list, and one as a readable document. */
import { kindOfId } from '../../core/transcript/transcript-id.js';
import type { TranscriptEvent } from '../../core/transcript/transcript-event.js';
import type { TranscriptRecord } from '../../core/transcript/transcript-store.js';
import type { NextCommand } from '../common-options.js';
import { backtestWords, healthWords, operationWords } from './lesson-text.js';
import { styled, type Line } from './line.js';
import { agentLines, isAgentEvent } from './agent-text.js';
import { plural } from './plural.js';
import { scopeText } from '../../core/review/report/scope-text.js';
import { severityLabel } from './severity-text.js';
import { shortCommit } from './short-id.js';

/** One line a transcript, newest first. `total` counts also those that are not in `records`. */
export function transcriptsText(records: TranscriptRecord[], total: number, next: NextCommand): Line[] {
  if (total === 0) return [['No transcripts yet.'], [styled('dim', `Next: ${next('review')} writes the first one`)]];
  const lines = records.map((record): Line => {
    const { kind, started, ended, findings } = summary(record);
    return [
      styled('yellow', record.id),
      '  ',
      styled('dim', record.events[0]?.at ?? ''),
      '  ',
      !started
        ? `${kind ?? 'transcript'} (unreadable)`
        : started.kind === 'review'
          ? `review of ${scopeText(started.scope)}`
          : `dream (${started.trigger})`,
      `: ${ended?.state ?? (started ? record.state : (record.unreadable[0]?.reason ?? record.state))}`,
      started?.kind === 'review' ? `, ${plural(findings, 'finding')}` : '',
    ];
  });
  if (total > records.length) lines.push([styled('dim', `… and ${total - records.length} older; --limit shows more`)]);
  return lines;
}

/** Every event in order; what agents did is told agent by agent, where it began. */
export function transcriptText(record: TranscriptRecord): Line[] {
  const lines: Line[] = [[styled('bold', record.id)], [styled('dim', `${record.path} (${record.state})`)], []];
  const first = record.events.find(isAgentEvent);
  for (const event of record.events) {
    if (event === first) lines.push(...agentLines(record.events));
    lines.push(...eventLines(event));
  }
  for (const { reason, line } of record.unreadable) lines.push([styled('yellow', `unreadable line (${reason}): `), line.slice(0, 200)]);
  if (record.torn) lines.push([styled('yellow', `torn last line of ${record.torn.bytes} bytes, kept aside`)]);
  return lines;
}

export function summary(record: TranscriptRecord) {
  const started = record.events.find((event) => event.type === 'started');
  const ended = record.events.find((event) => event.type === 'ended');
  return {
    kind: started?.kind ?? kindOfId(record.id),
    started,
    ended,
    findings: record.events.filter((event) => event.type === 'finding').length,
  };
}

function eventLines(event: TranscriptEvent): Line[] {
  const line = (...spans: Line): Line => [styled('dim', `${event.at.slice(11, 23)}  `), ...spans];
  switch (event.type) {
    case 'started': {
      const what = event.kind === 'review' ? `review of ${scopeText(event.scope)}` : `dream, by ${event.trigger}`;
      return [line(`started: ${what}`, styled('dim', `  reverie ${event.tool}, memory ${shortCommit(event.memory)}`))];
    }
    case 'change-set':
      return [line(`change set: ${plural(event.files.length, 'file')}`, event.branch ? ` on ${event.branch}` : '')];
    case 'recalled':
      return [
        line(`recalled ${plural(event.lessons.length, 'lesson')}`),
        ...event.lessons.map(({ lesson, why }) => line(`  ${lesson}: ${why}`)),
        ...event.dormant.map(({ lesson, why }) => line(styled('dim', `  asleep ${lesson}: ${why}`))),
      ];
    case 'coverage':
      return [
        line(`coverage: ${event.files.filter((f) => f.state === 'reviewed').length} of ${plural(event.files.length, 'file')} reviewed`),
        ...event.files.flatMap((f) => (f.state === 'reviewed' ? [] : [line(styled('dim', `  ${f.state} ${f.path}: ${f.reason}`))])),
      ];
    case 'finding': {
      const { finding } = event;
      return [
        line(severityLabel(finding.severity), ` ${place(finding.anchor)}  `, finding.title, styled('dim', `  ${finding.fingerprint}`)),
      ];
    }
    case 'held-back': {
      const { finding, lesson, why } = event.held;
      return [line(styled('magenta', 'held back '), `${place(finding.anchor)}  ${finding.title}`, styled('dim', `  ${lesson}: ${why}`))];
    }
    case 'failure':
      return [line(styled('yellow', `failed at ${event.where}: `), event.reason)];
    case 'episode':
      return [line(`read ${event.review}: ${plural(event.findings, 'finding')}, ${plural(event.verdicts, 'verdict')}`)];
    case 'proposed':
      return [
        line(`proposed: ${operationWords(event.operation)}`),
        ...(event.backtest ? [line(styled('dim', `  ${backtestWords(event.backtest)}`))] : []),
      ];
    case 'decided':
      return [line(`decided ${event.operation}: ${event.decision}`, styled('dim', `  ${event.reason}`))];
    case 'applied':
      return [line(`applied ${plural(event.operations.length, 'operation')}: memory ${shortCommit(event.version)}`)];
    case 'health':
      return [line(`memory health ${event.when}: ${healthWords(event.figures)}`)];
    case 'noted':
      return [line(styled('yellow', 'noted: '), event.text)];
    case 'ended':
      return [line(`ended: ${event.state}`, event.reason ? ` (${event.reason})` : '')];
    case 'prompt-part':
    case 'agent-started':
    case 'turn':
    case 'tool-result':
    case 'waited':
    case 'agent-ended':
    case 'planned':
    case 'verified':
    case 'graded':
    case 'agent-covered':
    case 'lessons-shown':
    case 'stopped':
    case 'reflected':
    case 'unsupported':
      return [];
  }
}

function place(anchor: { path: string; startLine?: number }): string {
  return anchor.startLine === undefined ? anchor.path : `${anchor.path}:${anchor.startLine}`;
}
