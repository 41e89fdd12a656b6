/** Decides what becomes of each drafted operation: apply, trial, wait for a person, or drop; always with a reason people can read. */
import type { Lesson } from '../memory/lesson.js';
import type { Operation } from '../memory/operation.js';
import { isEffective } from '../memory/recall.js';
import type { BacktestResult } from './backtest-result.js';
import type { Draft } from './draft.js';
import type { DreamRequest, DreamtOperation } from './dream-report.js';

/** A dream that would retire more than this share of the effective lessons, and more than one, waits for a person. */
export const retireShare = 0.25;
const retireFreely = 1;

export type Tested = { draft: Draft; backtest?: BacktestResult | undefined };

/** `lessons` is memory before the dream. A promotion that is not proved yet is left out; what else it brings is applied. */
export function decide(tested: Tested[], { apply, lessons }: { apply: DreamRequest['apply']; lessons: Lesson[] }): DreamtOperation[] {
  const byId = new Map(lessons.map((l) => [l.id, l]));
  const decided = tested.map((t) => decideOne(t, byId));
  // what has lost all that it rested on is no matter of opinion
  const groundless = new Set(tested.filter((t) => t.draft.groundless).map((t) => t.draft.operation.id));
  const isCounted = (d: DreamtOperation): boolean =>
    d.operation.op === 'retire' && d.decision !== 'drop' && !groundless.has(d.operation.id);
  const retired = decided.filter(isCounted).length;
  const asleep = decided.filter(makesRoom).length;
  const effective = lessons.filter(isEffective).length;
  const isTooMany = (count: number): boolean => count > Math.max(retireFreely, retireShare * effective);
  // while those wait, memory keeps within its budget all the same
  const leaving = isTooMany(retired) ? 0 : retired;
  return decided.map((d) => {
    if (d.decision === 'drop' || d.decision === 'wait') return d;
    if (isTooMany(retired) && isCounted(d)) {
      return { ...d, decision: 'wait', reason: `would retire ${retired} of ${effective} lessons in effect: a person decides` };
    }
    if (isTooMany(leaving + asleep) && makesRoom(d)) {
      const what = leaving === 0 ? 'put' : `retire ${leaving} and put`;
      const reason = `would ${what} ${asleep} of ${effective} lessons in effect to sleep for want of room: a person decides`;
      return { ...d, decision: 'wait', reason };
    }
    return apply === 'ask' ? { ...d, decision: 'wait', reason: `${d.reason}; every change waits for a person` } : d;
  });
}

/** Whether it takes a lesson out of effect that nothing speaks against. */
function makesRoom({ operation, decision }: DreamtOperation): boolean {
  return operation.op === 'sleep' && operation.until === 'room' && decision !== 'drop';
}

/** False when a draft would move lessons to a scope in which it is not proved, though one of them is in effect in its own. */
export function takesPlace({ operation, relieves }: Draft, result: BacktestResult | undefined, lessons: Lesson[]): boolean {
  if (relieves || result?.result !== 'trial') return result?.result !== 'fail';
  const changed = new Set([operation.lesson, ...(operation.op === 'merge' ? operation.from : [])]);
  return !lessons.some((l) => changed.has(l.id) && l.status === 'active');
}

function decideOne({ draft, backtest }: Tested, lessons: Map<string, Lesson>): DreamtOperation {
  const { operation, tested } = draft;
  const common = { operation, ...(backtest && { backtest }) };
  const hurts = draft.relieves && backtest?.result === 'fail';
  if (hurts) return { ...common, decision: 'drop', reason: backtest.reason };
  if (draft.conflict !== undefined) return { ...common, decision: 'wait', reason: `${draft.conflict}: only a person takes it back` };
  if (draft.explicit) return { ...common, decision: 'apply', reason: 'a person asked for it in so many words' };
  if (draft.relieves && backtest) return { ...common, decision: 'apply', reason: backtest.reason };
  if (!tested || !backtest) {
    const onTrial = operation.by === 'model' && 'value' in operation && operation.value.status === 'trial';
    return { ...common, decision: onTrial ? 'trial' : 'apply', reason: plainReason(operation) };
  }

  if (operation.op === 'reinforce') {
    if (backtest.result === 'pass') return { ...common, decision: 'apply', reason: `leaves its trial: ${backtest.reason}` };
    const { status: _, ...counts } = operation;
    return { ...common, operation: counts, decision: 'apply', reason: `stays in trial: ${backtest.reason}` };
  }
  if (backtest.result === 'fail') return { ...common, decision: 'drop', reason: backtest.reason };
  if (operation.op !== 'add' && operation.op !== 'revise' && operation.op !== 'merge')
    return { ...common, decision: 'apply', reason: backtest.reason };
  if (backtest.result === 'pass') {
    return {
      ...common,
      operation: { ...operation, value: { ...operation.value, status: 'active' } },
      decision: 'apply',
      reason: backtest.reason,
    };
  }
  if (!takesPlace(draft, backtest, [...lessons.values()])) {
    return { ...common, decision: 'drop', reason: `${backtest.reason}; what is proved in its narrower scope stays as it is` };
  }
  return {
    ...common,
    operation: { ...operation, value: { ...operation.value, status: 'trial' } },
    decision: 'trial',
    reason: backtest.reason,
  };
}

function plainReason(operation: Operation): string {
  switch (operation.op) {
    case 'reinforce':
      return operation.status === 'trial'
        ? 'contradicted: goes back on trial, so it hides nothing'
        : 'new evidence for a lesson that is there';
    case 'retire':
      return operation.supersededBy === undefined ? 'the evidence has turned against it' : 'another lesson takes its place';
    case 'sleep':
      return operation.until === 'room' ? 'it wakes when memory has room for it' : 'it wakes when its code is back';
    case 'wake':
      return 'it has to prove itself again in a trial';
    case 'add':
    case 'revise':
    case 'merge':
      return 'it changes no effect';
  }
}
