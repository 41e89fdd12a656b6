/** One dream in words: the message after it, and a readable document of what it read, proposed, tested and changed. */
import type { BacktestResult } from '../core/dream/backtest-result.js';
import type { DreamReport, DreamtOperation } from '../core/dream/dream-report.js';
import type { ModelPart } from '../core/dream/with-model/model-part.js';
import type { Lesson, Provenance } from '../core/memory/lesson.js';
import { decisionOf, dreamTitle, learnt } from './dreams-tree.js';
import { code, escapeMarkdown } from './markdown-text.js';
import { evidenceTitle, operationStatement, operationTitle, type Titles } from './memory-tree.js';
import { count } from './words.js';

const authorityWords: Record<Provenance, string> = {
  person: 'on the word of a person',
  team: 'on the word of the team',
  outcome: 'from what happened to the code',
  model: 'on the word of a model',
  text: 'from a text in the repository',
};

/** The words after `Dream Now`: what was learned, or why nothing was. */
export function dreamMessage(report: DreamReport, lessons: readonly Lesson[]): string {
  const title = dreamTitle(report);
  if (report.state !== 'done') return `Dream: ${title.toLowerCase()}${report.reason ? `: ${report.reason}` : ''}`;
  const first = learnt(report)[0] ?? report.operations.find((o) => o.decision === 'wait');
  const why = first ? ` (${operationStatement(first.operation, lessons)})` : report.reason ? `: ${report.reason}` : '';
  return `Dreamt over ${count(report.read.newTranscripts, 'new review')} and ${count(report.read.newVerdicts, 'new verdict')}. ${title}${why}`;
}

/** `titles` as for `evidenceTitle`; `waiting` as for `dreamsTree`. */
export type DreamContext = { lessons: readonly Lesson[]; titles?: Titles; waiting?: ReadonlySet<string> };

/** A dream as Markdown: what it read, what it proposed, what the backtest said and what became of it. */
export function dreamDocument(report: DreamReport, context: DreamContext): string {
  const { read } = report;
  const facts = [
    `# Dream: ${escapeMarkdown(dreamTitle(report, context.waiting))}`,
    `${escapeMarkdown(minute(report.startedAt))}, started by ${report.trigger}. State: **${report.state}**${report.reason ? ` (${escapeMarkdown(report.reason)})` : ''}.`,
    `## Review\n\nRead ${count(read.transcripts, 'review')} (${read.newTranscripts} new) and ${count(read.verdicts, 'verdict')} (${read.newVerdicts} new).`,
    ...(report.model ? [modelSection(report.model)] : []),
    `## Refine and apply`,
  ];
  const operations = report.operations.map((o) => operationSection(o, context));
  const memory =
    report.before === report.after
      ? 'The dream left memory as it was.'
      : `Memory went from ${code(report.before?.slice(0, 8) ?? 'empty')} to ${code(report.after?.slice(0, 8) ?? 'empty')}.`;
  return `${[...facts, ...(operations.length > 0 ? operations : ['No operation was proposed.']), memory].join('\n\n')}\n`;
}

/** What a model cost, what was not done with it, and what of its words nothing supports. */
function modelSection({ usage, notes, unsupported }: ModelPart): string {
  const { requests, inputTokens, outputTokens, costUsd } = usage;
  const cost = `${count(requests, 'request')}, ${inputTokens} tokens in and ${outputTokens} out, ${costUsd === null ? 'at a price that is not known' : `for ${costUsd.toFixed(4)} USD`}`;
  return [
    `## Reflected with a model\n\n${requests === 0 ? 'It was asked nothing.' : `It took ${cost}.`}`,
    ...(notes.length > 0 ? [notes.map((note) => `- Not done: ${escapeMarkdown(note)}`).join('\n')] : []),
    ...(unsupported.length > 0
      ? [
          `Dropped, because nothing supports it:\n\n${unsupported.map(({ what, reason }) => `- ${escapeMarkdown(what)}: ${escapeMarkdown(reason)}`).join('\n')}`,
        ]
      : []),
  ].join('\n\n');
}

/** What a backtest says, in sentences for people; its reason only when `decision` does not say it too. */
export function backtestSentence({ heldOut, old, new: after, result, reason }: BacktestResult, decision = ''): string {
  const why = decision.includes(reason) ? '' : ` ${sentence(reason)}`;
  if (heldOut === 0) return `Backtest: no past finding in its scope could be held out to test it on.${why}`;
  const figures = `of ${count(heldOut, 'held-out finding')}, accepted ones shown ${old.acceptedShown} → ${after.acceptedShown}, rejected ones shown ${old.rejectedShown} → ${after.rejectedShown}`;
  return `Backtest ${result}: ${figures}.${why}`;
}

function operationSection(dreamt: DreamtOperation, context: DreamContext): string {
  const { operation, backtest, reason } = dreamt;
  const quotes = operation.evidence.slice(0, 10).map((e) => `- ${code(evidenceTitle(e, context.titles))}`);
  const more = operation.evidence.length - quotes.length;
  return [
    `### ${escapeMarkdown(operationTitle(operation, context.lessons))}`,
    `**${sentence(decisionOf(dreamt, context.waiting)).slice(0, -1)}**: ${escapeMarkdown(reason)}`,
    `Why: ${escapeMarkdown(operation.reason)} (${authorityWords[operation.by]})`,
    ...(backtest ? [escapeMarkdown(backtestSentence(backtest, reason))] : []),
    ...(quotes.length > 0 ? [`Evidence:\n\n${[...quotes, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')}`] : []),
  ].join('\n\n');
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
