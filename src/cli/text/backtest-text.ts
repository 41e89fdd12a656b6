/** The backtest of memory as text: one lesson after another, and what it does to past findings. */
import type { LessonBacktest } from '../../core/dream/backtest-memory.js';
import { backtestWords } from './lesson-text.js';
import { type Line, styled } from './line.js';

export function backtestText(tested: LessonBacktest[]): Line[] {
  if (tested.length === 0) return [['No lesson has an effect yet: there is nothing to test']];
  return tested.flatMap(({ lesson, result }): Line[] => {
    const style = ({ pass: 'green', trial: 'yellow', fail: 'red' } as const)[result.result];
    return [
      [styled(style, result.result.padEnd(6)), styled('bold', lesson.statement), styled('dim', `  ${lesson.id} (${lesson.status})`)],
      ['      ', styled('dim', backtestWords(result))],
    ];
  });
}
