/** One dream in words: the message after it, and a readable document of what it read, proposed, tested and changed. */
import type { BacktestResult } from '../core/dream/backtest-result.js';
import type { ShareInterval } from '../core/dream/wilson.js';
import type { DreamReport, DreamtOperation } from '../core/dream/dream-report.js';
import type { ModelPart } from '../core/dream/with-model/model-part.js';
import type { Evidence, Lesson, Provenance } from '../core/memory/lesson.js';
import type { StoryLink } from '../core/transcript/story-link.js';
import { decisionOf, dreamTitle, learnt } from './dreams-tree.js';
import { code, escapeMarkdown } from './markdown-text.js';
import { evidenceTitle, type Titles } from './lesson-words.js';
import { operationStatement, operationTitle } from './operation-words.js';
import { count, stateWords, triggerWords } from './words.js';
import { l10n } from './l10n.js';

const authorityWords: Record<Provenance, string> = {
  person: l10n.t('on the word of a person'),
  team: l10n.t('on the word of the team'),
  outcome: l10n.t('from what happened to the code'),
  model: l10n.t('on the word of a model'),
  text: l10n.t('from a text in the repository'),
};

/** The words after `Dream Now`: what was learned, or why nothing was. */
export function dreamMessage(report: DreamReport, lessons: readonly Lesson[]): string {
  const title = dreamTitle(report);
  if (report.state !== 'done') return l10n.t('Dream: {0}', [title.toLowerCase(), report.reason ?? ''].filter(Boolean).join(': '));
  const first = learnt(report)[0] ?? report.operations.find((o) => o.decision === 'wait');
  const why = first ? ` (${operationStatement(first.operation, lessons)})` : report.reason ? `: ${report.reason}` : '';
  const over = l10n.t(
    'Dreamt over {0} and {1}.',
    count(report.read.newTranscripts, 'new review'),
    count(report.read.newVerdicts, 'new verdict'),
  );
  return `${over} ${title}${why}`;
}

/** `titles` as for `evidenceTitle`; `waiting` as for `dreamsTree`. */
export type DreamContext = { lessons: readonly Lesson[]; titles?: Titles; waiting?: ReadonlySet<string>; link?: StoryLink };

/** A dream as Markdown: what it read, what it proposed, what the backtest said and what became of it. */
export function dreamDocument(report: DreamReport, context: DreamContext): string {
  const { read } = report;
  const facts = [
    `# ${l10n.t('Dream: {0}', escapeMarkdown(dreamTitle(report, context.waiting)))}`,
    `${l10n.t('{0}, started by {1}. State: **{2}**', escapeMarkdown(minute(report.startedAt)), triggerWords[report.trigger], stateWords[report.state])}${report.reason ? ` (${escapeMarkdown(report.reason)})` : ''}.`,
    `## ${l10n.t('Review')}`,
    l10n.t(
      'Read {0} ({1} new) and {2} ({3} new).',
      count(read.transcripts, 'review'),
      read.newTranscripts,
      count(read.verdicts, 'verdict'),
      read.newVerdicts,
    ),
    ...(report.notes ? [report.notes.map((text) => l10n.t('- Noted: {0}', escapeMarkdown(text))).join('\n')] : []),
    ...(report.model ? [modelSection(report.model)] : []),
    `## ${l10n.t('Refine and apply')}`,
  ];
  const operations = report.operations.map((o) => operationSection(o, context));
  const { link = (_target, text) => text } = context;
  const memory =
    report.before === report.after
      ? l10n.t('The dream left memory as it was.')
      : l10n.t(
          'Memory went from {0} to {1}.',
          code(report.before?.slice(0, 8) ?? l10n.t('empty')),
          code(report.after?.slice(0, 8) ?? l10n.t('empty')),
        );
  const record = link({ kind: 'transcript', id: report.dream }, l10n.t('The whole record of this dream'));
  return `${[...facts, ...(operations.length > 0 ? operations : [l10n.t('No operation was proposed.')]), memory, ...tokensTaken(report), ...(context.link ? [record] : [])].join('\n\n')}\n`;
}

/** How large memory is, and may be; a dream of old did not say. */
function tokensTaken({ health }: DreamReport): string[] {
  if (health?.after.budget === undefined) return [];
  const { before, after } = health;
  const number = (of: number): string => of.toLocaleString('en');
  const taken = [number(before.tokens), number(after.tokens), number(after.budget ?? 0)];
  return [l10n.t('The lessons in effect took {0} tokens before and {1} after it, of a budget of {2}.', ...taken)];
}

/** What a model cost, what was not done with it, and what of its words nothing supports. */
function modelSection({ usage, notes, unsupported }: ModelPart): string {
  const { requests, inputTokens, outputTokens, costUsd } = usage;
  const price = costUsd === null ? l10n.t('at a price that is not known') : l10n.t('for {0} USD', costUsd.toFixed(4));
  const cost = l10n.t('It took {0}, {1} tokens in and {2} out, {3}.', count(requests, 'request'), inputTokens, outputTokens, price);
  return [
    `## ${l10n.t('Reflected with a model')}\n\n${requests === 0 ? l10n.t('It was asked nothing.') : cost}`,
    ...(notes.length > 0 ? [notes.map((note) => l10n.t('- Not done: {0}', escapeMarkdown(note))).join('\n')] : []),
    ...(unsupported.length > 0
      ? [
          `${l10n.t('Dropped, because nothing supports it:')}\n\n${unsupported.map(({ what, reason }) => `- ${escapeMarkdown(what)}: ${escapeMarkdown(reason)}`).join('\n')}`,
        ]
      : []),
  ].join('\n\n');
}

/** What a backtest says, in sentences for people; its reason only when `decision` does not say it too. */
export function backtestSentence({ heldOut, old, new: after, right, result, reason }: BacktestResult, decision = ''): string {
  const why = decision.includes(reason) ? '' : ` ${sentence(reason)}`;
  if (heldOut === 0) return l10n.t('Backtest: no past finding in its scope could be held out to test it on.{0}', why);
  const shown = [old.acceptedShown, after.acceptedShown, old.rejectedShown, after.rejectedShown];
  const figures =
    heldOut === 1
      ? l10n.t('of 1 held-out finding, accepted ones shown {0} → {1}, rejected ones shown {2} → {3}', ...shown)
      : l10n.t('of {4} held-out findings, accepted ones shown {0} → {1}, rejected ones shown {2} → {3}', ...shown, heldOut);
  return l10n.t('Backtest {0}: {1}.{2}', result, `${figures}${right && right.of > 0 ? rightWords(right) : ''}`, why);
}

/** With the interval, so that three of three does not look as sure as thirty of thirty. */
function rightWords({ hits, of, low, high }: ShareInterval): string {
  const percent = (share: number): number => Math.round(share * 100);
  return l10n.t('; right in {0} of the {1} that it changes, which is {2} to {3} % (95 % interval)', hits, of, percent(low), percent(high));
}

function operationSection(dreamt: DreamtOperation, context: DreamContext): string {
  const { operation, backtest, reason } = dreamt;
  const { link = (_target, text) => text } = context;
  const quotes = operation.evidence.slice(0, 10).map((e) => `- ${evidenceLink(e, code(evidenceTitle(e, context.titles)), link)}`);
  const more = operation.evidence.length - quotes.length;
  return [
    `### ${link({ kind: 'lesson', id: operation.lesson }, escapeMarkdown(operationTitle(operation, context.lessons)))}`,
    `**${sentence(decisionOf(dreamt, context.waiting)).slice(0, -1)}**: ${escapeMarkdown(reason)}`,
    l10n.t('Why: {0} ({1})', escapeMarkdown(operation.reason), authorityWords[operation.by]),
    ...(backtest ? [escapeMarkdown(backtestSentence(backtest, reason)), ...backtestTable(backtest)] : []),
    ...(quotes.length > 0
      ? [`${l10n.t('Evidence:')}\n\n${[...quotes, ...(more > 0 ? [`- ${l10n.t('and {0} more', more)}`] : [])].join('\n')}`]
      : []),
  ].join('\n\n');
}

/** The three memories side by side: none, the one before, the one with this operation. */
function backtestTable({ heldOut, none, old, new: after }: BacktestResult): string[] {
  if (heldOut === 0) return [];
  const row = (name: string, t: BacktestResult['none']) =>
    `| ${name} | ${t.acceptedShown} | ${t.acceptedHidden} | ${t.rejectedShown} | ${t.rejectedHidden} |`;
  const head = [
    l10n.t('With'),
    l10n.t('accepted, shown'),
    l10n.t('accepted, hidden'),
    l10n.t('rejected, shown'),
    l10n.t('rejected, hidden'),
  ];
  return [
    [
      `| ${head.join(' | ')} |`,
      '| --- | --: | --: | --: | --: |',
      row(l10n.t('no memory'), none),
      row(l10n.t('memory as it was'), old),
      row(l10n.t('memory with this change'), after),
    ].join('\n'),
  ];
}

/** To the code, or to the record; a line of the ledger has no document of its own. */
export function evidenceLink(evidence: Evidence, text: string, link: StoryLink): string {
  if (evidence.type === 'code') return link({ kind: 'code', path: evidence.path, line: evidence.startLine }, text);
  const transcript = /^transcripts\/([\w.-]+)\.jsonl$/.exec(evidence.file)?.[1];
  return transcript === undefined ? text : link({ kind: 'transcript', id: transcript }, text);
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
