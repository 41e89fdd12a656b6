/** The answer to a contest, for a terminal. */
import type { Recheck } from '../../core/review/recheck/recheck.js';
import { wrap } from './display-width.js';
import { styled, type Line } from './line.js';

const words: Record<Recheck['answer'], string> = {
  holds: 'Checked again: it holds',
  refuted: 'Checked again: it does not hold',
  gone: 'Checked again: its code is gone',
  unsure: 'Checked again: it cannot be told',
};

const who: Record<Recheck['by'], string> = { verifier: 'a verifier', rules: 'the rules', place: 'its place in the code' };

export function answerText({ answer, by, reason, checked, usage }: Recheck, columns: number | undefined): Line[] {
  const lines = (text: string): string[] => (columns === undefined ? [text] : wrap(text, Math.max(20, columns - 2)));
  const cost = usage && usage.requests > 0 && usage.costUsd !== null ? ` · ${usage.costUsd.toFixed(4)} USD` : '';
  return [
    [styled('bold', words[answer])],
    ...lines(reason).map((line) => [`  ${line}`]),
    ...lines(`by ${who[by]}${cost} · ${checked.join('; ')}`).map((line) => [styled('dim', `  ${line}`)]),
    ...(answer === 'refuted' ? [[styled('dim', '  It stays as it is until you say more: dismiss it, or leave it open')]] : []),
  ];
}
