/** The answer to a contest in words: for the thread, and for the message to whoever asked. */
import type { Recheck } from '../core/review/recheck/recheck.js';
import { l10n } from './l10n.js';

/** `It holds.` */
export function answerSentence({ answer }: Recheck): string {
  switch (answer) {
    case 'holds':
      return l10n.t('It holds.');
    case 'refuted':
      return l10n.t('It does not hold.');
    case 'gone':
      return l10n.t('Its code is gone.');
    case 'unsure':
      return l10n.t('It cannot be told.');
  }
}

/** The whole answer as text: what came of it, why, and what was checked. */
export function answerWords(recheck: Recheck): string {
  const { reason, checked, by } = recheck;
  const who = by === 'verifier' ? l10n.t('a verifier') : by === 'rules' ? l10n.t('the rules') : l10n.t('its place in the code');
  return [`${answerSentence(recheck)} ${sentence(reason)}`, l10n.t('Checked by {0}: {1}.', who, checked.join('; '))].join('\n\n');
}

/** With a capital and a stop. */
export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
