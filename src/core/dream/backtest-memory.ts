/** Backtests memory as it stands: each lesson that has an effect, on past findings with known verdicts. */
import type { Lesson } from '../memory/lesson.js';
import { isEffective } from '../memory/recall.js';
import { backtest } from './backtest.js';
import type { BacktestResult } from './backtest-result.js';
import type { Observation } from './observation.js';
import { scopeOfGlobs } from './scope-lattice.js';

export type LessonBacktest = { lesson: Pick<Lesson, 'id' | 'statement' | 'status'>; result: BacktestResult };

/** In the order of `lessons`; those without an effect are left out. Each is tested as if the others alone were memory. */
export function backtestMemory(lessons: Lesson[], observations: Observation[]): LessonBacktest[] {
  return lessons.filter(isEffective).flatMap((lesson) => {
    const { scope, effect } = lesson;
    const [rule] = scope.rules;
    const key = scopeOfGlobs(scope.paths);
    const plain =
      scope.rules.length === 1 && rule !== undefined && key !== undefined && scope.languages.length + scope.symbols.length === 0;
    const direction = effect?.do === 'raise' ? ('raise' as const) : ('hold-back' as const);
    const topic = plain ? { rule, scope: key, direction, ...(effect?.shape !== undefined && { shape: effect.shape }) } : undefined;
    const others = lessons.filter((l) => l !== lesson);
    const result = backtest({ tested: { ...lesson, status: 'active' }, ...(topic && { topic }) }, observations, others);
    return result ? [{ lesson: { id: lesson.id, statement: lesson.statement, status: lesson.status }, result }] : [];
  });
}
