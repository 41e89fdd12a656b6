/** A dream as text: what was read, what was learned, and what it changed. */
import type { DreamReport, DreamtOperation } from '../../core/dream/dream-report.js';
import type { Operation } from '../../core/memory/operation.js';
import type { NextCommand } from '../common-options.js';
import { backtestWords, healthWords, operationWords } from './lesson-text.js';
import { styled, type Line, type Span } from './line.js';
import { modelPartLines } from './model-part-text.js';
import { plural } from './plural.js';
import { shortCommit } from './short-id.js';

export function dreamText(report: DreamReport, options: { next: NextCommand; dryRun: boolean }): Line[] {
  const { read, operations, before, after } = report;
  const { dryRun } = options;
  if (report.state === 'skipped') {
    return [
      [`No dream: ${report.reason ?? 'there is nothing new to learn from'}${openText(read.open)}`],
      [styled('dim', `Next: review something and give verdicts (${options.next('review')})`)],
    ];
  }
  const lines: Line[] = [
    [
      `Read ${plural(read.transcripts, 'review')} (${read.newTranscripts} new) and ${plural(read.verdicts, 'verdict')} (${read.newVerdicts} new)${openText(read.open)}`,
    ],
  ];
  const forRoom = operations.filter(makesRoom);
  const told = operations.filter((o) => !makesRoom(o));
  for (const dreamt of [...told, ...forRoom.slice(0, toldForRoom)]) lines.push(...operationLines(dreamt, options.dryRun));
  const more = forRoom.length - toldForRoom;
  if (more > 0) lines.push([`          and ${plural(more, 'more lesson')} to sleep for want of room`]);
  for (const text of report.notes ?? []) lines.push([styled('yellow', 'noted     '), text]);
  if (report.model) lines.push(...modelPartLines(report.model));
  if (operations.length === 0) lines.push(['Learned nothing new: no pattern in the verdicts is clear enough yet']);
  if (report.health) lines.push([styled('dim', `Memory health: ${healthChange(report.health, dryRun)}`)]);
  if (report.state === 'cancelled') lines.push([styled('yellow', `Cancelled${reasonText(report)}`)]);
  if (report.state === 'failed') lines.push([styled('yellow', `The dream failed${reasonText(report)}`)]);
  if (options.dryRun) lines.push([styled('dim', 'Dry run: memory is as it was')]);
  else if (before === after) lines.push([styled('dim', `Memory is as it was (${shortCommit(after)})`)]);
  else
    lines.push([styled('dim', `Memory ${shortCommit(before)} → ${shortCommit(after)}; ${options.next('memory diff')} shows the change`)]);
  if (operations.some((o) => o.decision === 'wait'))
    lines.push([styled('dim', `Next: ${options.next('memory list')} shows what waits for you`)]);
  return lines;
}

/** As it is afterwards, and what was otherwise before: how many tokens. */
function healthChange({ before, after }: NonNullable<DreamReport['health']>, dryRun: boolean): string {
  if (dryRun || before.tokens === after.tokens) return healthWords(dryRun ? before : after);
  return `${healthWords(after)} (${before.tokens} tokens before)`;
}

/** Of a memory far over its budget there may be thousands: they differ in their figures only. */
const toldForRoom = 10;

function makesRoom({ operation }: DreamtOperation): boolean {
  return operation.op === 'sleep' && operation.until === 'room';
}

function operationLines({ operation, decision, reason, backtest }: DreamtOperation, dryRun: boolean): Line[] {
  const lines: Line[] = [[mark(operation, decision, dryRun), ' ', styled('bold', operationWords(operation))]];
  lines.push(['          ', styled('dim', operation.reason)]);
  if (backtest) lines.push(['          ', styled('dim', backtestWords(backtest))]);
  if (reason && reason !== operation.reason && reason !== backtest?.reason) lines.push(['          ', styled('dim', reason)]);
  return lines;
}

function mark(operation: Operation, decision: DreamtOperation['decision'], dryRun: boolean): Span {
  const lost = decision === 'apply' && !dryRun ? effectLost(operation) : undefined;
  const words = { apply: lost ?? (dryRun ? 'would' : 'learned'), trial: 'trial', wait: 'waits', drop: 'dropped' }[decision];
  const style = ({ apply: lost === undefined ? 'green' : 'yellow', trial: 'yellow', wait: 'cyan', drop: 'dim' } as const)[decision];
  return styled(style, words.padEnd(9));
}

/** What a lesson is afterwards that hides nothing any more. */
function effectLost(operation: Operation): string | undefined {
  if (operation.op === 'retire') return 'retired';
  if (operation.op === 'sleep') return 'asleep';
  return operation.op === 'reinforce' && operation.status === 'trial' ? 'trial' : undefined;
}

function openText(open = 0): string {
  return open === 0 ? '' : `; ${plural(open, 'review')} still being written, for a later dream`;
}

function reasonText(report: DreamReport): string {
  return report.reason ? `: ${report.reason}` : '';
}
