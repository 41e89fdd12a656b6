/** What a thread says of a finding: its header, its remarks in order, whether it is settled, and what can be done with it. */
import type { AppliedEffect, Finding } from '../../core/review/finding.js';
import { findingContext, type FindingMark } from '../findings-tree.js';
import { l10n } from '../l10n.js';
import { code, escapeMarkdown, inertMarkdown } from '../markdown-text.js';
import { answerWords } from '../recheck-words.js';
import type { Said } from '../repo-session.js';
import { dismissWords } from '../dismiss-words.js';
import { categoryWords, plain, severityWords } from '../words.js';
import { fixDiff } from './fix-diff.js';

/** `file`: on the file, as no line can be told, and why · `gone`: the quoted code is not there · `deleted`: the file is not. */
export type ThreadPlace = { at: 'lines' } | { at: 'file'; why: string } | { at: 'gone' } | { at: 'deleted' };

/** `body` is Markdown in which texts from outside do nothing. */
/** `context` is for the manifest's menus. */
export type Remark = { author: string; label?: string; body: string; context?: string };

export type ThreadText = {
  /** The header, which a screen reader reads first. */
  label: string;
  /** For the manifest's menus: `finding.open.fix.lesson`. */
  context: string;
  resolved: boolean;
  remarks: Remark[];
};

export function threadText(finding: Finding, mark: FindingMark, place: ThreadPlace, said: readonly Said[]): ThreadText {
  const { title, body, severity, category, rule, source, confidence, fix, effects, anchor } = finding;
  const settled = mark === 'dismissed' || mark === 'fixed';
  const state = stateWord(finding, mark, place);
  const facts = [code(rule ?? source.name), l10n.t('{0} % sure', Math.round(confidence * 100))].join(' · ');
  return {
    label: [severityWords[severity], categoryWords[category], state].filter(Boolean).join(' · '),
    context: findingContext(finding, mark),
    resolved: settled || place.at === 'gone' || place.at === 'deleted',
    remarks: [
      {
        author: 'Reverie',
        body: [`**${escapeMarkdown(plain(title))}**`, inertMarkdown(body), placeSentence(place), facts].filter(Boolean).join('\n\n'),
      },
      ...(fix && !settled ? [{ author: l10n.t('Suggested fix'), body: fixDiff(fix, anchor.path), context: 'finding.fix' }] : []),
      ...effects.map((effect) => ({
        author: l10n.t('Memory'),
        label: effectLabel(effect),
        body: `${escapeMarkdown(plain(effect.why))} (${code(effect.lesson)})`,
      })),
      ...said.map(remarkOf),
    ],
  };
}

function stateWord(finding: Finding, mark: FindingMark, place: ThreadPlace): string {
  if (mark === 'accepted') return place.at === 'gone' ? l10n.t('accepted, the code has changed') : l10n.t('accepted');
  if (mark === 'dismissed') return l10n.t('dismissed');
  if (mark === 'fixed') return l10n.t('fixed');
  if (place.at === 'deleted') return l10n.t('the file was deleted');
  if (place.at === 'gone') return l10n.t('the code is gone');
  if (place.at === 'file') return l10n.t('about the whole file');
  return finding.status === 'reappeared' ? l10n.t('reappeared') : '';
}

function placeSentence(place: ThreadPlace): string {
  switch (place.at) {
    case 'lines':
      return '';
    case 'file':
      return l10n.t('Placed on the file, as no line can be told: {0}.', escapeMarkdown(place.why));
    case 'gone':
      return l10n.t(
        'The code that this is about is not in the file any more. The next review says whether it is fixed; if the code comes back, so does this.',
      );
    case 'deleted':
      return l10n.t('The file was deleted. If it comes back with this code, so does the finding.');
  }
}

function effectLabel({ effect, from }: AppliedEffect): string {
  if (effect === 'demote') return l10n.t('lowered from {0}', severityWords[from]);
  return effect === 'raise' ? l10n.t('raised from {0}', severityWords[from]) : l10n.t('noted');
}

function remarkOf(said: Said): Remark {
  if ('recheck' in said) return { author: 'Reverie', label: l10n.t('checked again'), body: inertMarkdown(answerWords(said.recheck)) };
  if ('answer' in said) return { author: 'Reverie', label: l10n.t('answer'), body: inertMarkdown(said.answer) };
  const note = said.note === undefined ? '' : escapeMarkdown(said.note);
  const reason = dismissWords.find((d) => d.reason === said.reason)?.label;
  switch (said.verdict) {
    case 'accept':
      return { author: l10n.t('You'), label: l10n.t('accepted'), body: note || l10n.t('Right.') };
    case 'dismiss':
      return { author: l10n.t('You'), label: l10n.t('dismissed'), body: note || escapeMarkdown(reason ?? l10n.t('Dismissed.')) };
    case 'contest':
      return { author: l10n.t('You'), label: l10n.t('contested'), body: note || l10n.t('Check this again.') };
    case 'withdraw':
      return { author: l10n.t('You'), label: l10n.t('taken back'), body: l10n.t('Open again.') };
  }
}
