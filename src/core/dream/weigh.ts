/** From drafts to decided operations: each is tested, lessons that repeat or contradict each other are settled, memory is kept within its budget. */
import type { Lesson } from '../memory/lesson.js';
import type { LessonUse } from '../memory/lesson-use.js';
import { memoryBudget } from '../memory/memory-budget.js';
import type { Operation } from '../memory/operation.js';
import { countOf } from '../transcript/count-of.js';
import { afterwards } from './afterwards.js';
import { backtest } from './backtest.js';
import { backtestRelief, hidersIn } from './backtest-relief.js';
import { breathe } from './breathe.js';
import { decide, takesPlace, type Tested } from './decide.js';
import type { Draft } from './draft.js';
import type { DreamRequest, DreamtOperation } from './dream-report.js';
import { fitBudget, tokensInEffect } from './fit-budget.js';
import { observationsNear } from './near-observations.js';
import type { Sleeper } from './rest.js';
import type { RefineInput } from './rule-state.js';
import { settleLessons } from './settle-lessons.js';
import { testFirst } from './test-first.js';

export type WeighInput = {
  drafts: Draft[];
  refining: RefineInput;
  /** Lessons that no operation brought: in effect as on trial, and not for a dream to change. */
  unverified: readonly Lesson[];
  /** See `SettleInput`. */
  parted: ReadonlySet<string>;
  sleepers: readonly Sleeper[];
  uses: ReadonlyMap<string, LessonUse>;
  apply: DreamRequest['apply'];
  signal: AbortSignal;
};

/** `notes` say what was left undone, and why. */
export async function weigh(input: WeighInput): Promise<{ operations: DreamtOperation[]; notes: string[] }> {
  const { refining, unverified, apply, sleepers, uses } = input;
  const { lessons } = refining;
  const notes: string[] = [];
  const tested: Tested[] = await testAll(input, notes);
  await breathe();
  const first = decide(tested, { apply: 'auto', lessons });
  const refined = afterwards(lessons, first);
  const settling = settleLessons({ ...refining, parted: input.parted }, first, refined);
  for (const draft of settling) tested.push({ draft });

  await breathe();
  const settled = settling.length > 0 ? decide(tested, { apply: 'auto', lessons }) : first;
  const waiting = new Set(settled.filter((d) => d.decision === 'wait').map((d) => d.operation.lesson));
  const then = settling.length > 0 ? afterwards(lessons, settled) : refined;
  for (const draft of fitBudget({ ...refining, lessons: then, fixed: unverified, sleepers, waiting, uses })) tested.push({ draft });

  const operations = decide(tested, { apply, lessons });
  const last = afterwards(apply === 'ask' ? lessons : then, operations.slice(settled.length));
  const note = overBudget(tokensInEffect([...last, ...unverified]), operations);
  return { operations, notes: note === undefined ? notes : [...notes, note] };
}

async function testAll({ drafts, refining, unverified, signal }: WeighInput, notes: string[]): Promise<Tested[]> {
  const { observations, lessons } = refining;
  const foreign = new Set(unverified.map((l) => l.id));
  const near = observationsNear(observations);
  const hidersOf = hidersIn(lessons);
  const { now, later } = testFirst(drafts, observations);
  if (later.length > 0) notes.push(`${countOf(later.length, 'more change')} will be tested by a later dream`);
  const tested: Tested[] = [];
  const waiting = now.toReversed();
  for (let draft = waiting.pop(); draft; draft = waiting.pop()) {
    // what would be learned again stands there already, in somebody's own words
    if (foreign.has(draft.operation.lesson)) continue;
    if (tested.length % 8 === 7) await breathe();
    signal.throwIfAborted();
    const result = draft.relieves
      ? backtestRelief({ lesson: draft.relieves, ...leftAfter(draft.operation) }, near(draft.relieves), hidersOf)
      : backtest(draft, observations, lessons);
    tested.push({ draft, backtest: result });
    if (draft.otherwise && !takesPlace(draft, result, lessons)) waiting.push(...draft.otherwise.toReversed());
  }
  return tested;
}

function leftAfter(operation: Operation): { left?: Lesson } {
  return 'value' in operation ? { left: operation.value } : {};
}

function overBudget(tokens: number, operations: readonly DreamtOperation[]): string | undefined {
  if (tokens <= memoryBudget) return undefined;
  const waits = operations.filter((o) => o.decision === 'wait' && o.operation.op === 'sleep').length;
  const rest =
    waits > 0
      ? `${countOf(waits, 'lesson')} could be put to sleep, which waits for a person`
      : 'what is left of it people pinned, asked for, wrote or decided about, or nobody stands for: only a person makes room';
  return `memory has ${tokens} tokens, more than its budget of ${memoryBudget}: ${rest}`;
}
