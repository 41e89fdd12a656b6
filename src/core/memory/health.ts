/** Memory health: what is wrong with the lessons that a review may recall, counted, with the lessons and the reasons. */
import * as z from 'zod';
import { estimateTokenCount } from 'tokenx';
import { compareLessons } from './overlap.js';
import type { Lesson } from './lesson.js';
import type { LessonUse } from './lesson-use.js';
import { memoryBudget } from './memory-budget.js';
import { isEffective } from './recall.js';

/** What a dream keeps of the health before and after it. All but `tokens` and `budget` count lessons. */
export const HealthFigures = z.object({
  /** All that are not retired, and of those the ones in effect: active or on trial. */
  lessons: z.int(),
  effective: z.int(),
  /** Lessons that say what another one says already. */
  duplicates: z.int(),
  /** Lessons that say the opposite of another one about the same findings. */
  contradictions: z.int(),
  /** Lessons of whose cited code something is gone. */
  stale: z.int(),
  /** Lessons in effect that long did nothing. */
  unused: z.int(),
  /** Lessons that people contradict more than they confirm. */
  harmful: z.int(),
  /** Files that cannot be read; records of older dreams have none. */
  broken: z.int().optional(),
  /** Size of all lessons in effect, as a prompt would show them; an estimate. */
  tokens: z.int(),
  /** What they may take; records of older dreams do not say. */
  budget: z.int().optional(),
});
export type HealthFigures = z.infer<typeof HealthFigures>;

export const healthProblems = ['harmful', 'contradiction', 'duplicate', 'stale', 'unused'] as const;

/** `lessons`: whom it is about, the one that should go first. */
export type HealthProblem = { kind: (typeof healthProblems)[number]; lessons: string[]; reason: string };

/** Problems in the order of `healthProblems`: the gravest kind first. */
export type MemoryHealth = HealthFigures & { version: string | null; problems: HealthProblem[] };

export type HealthInput = {
  version: string | null;
  lessons: readonly Lesson[];
  /** What each lesson did so far; one without an entry is taken for new. */
  uses?: ReadonlyMap<string, LessonUse>;
  /** Lessons of whose cited code something is gone: how many of how many places. */
  gone?: ReadonlyMap<string, { gone: number; cited: number }>;
  /** How many files cannot be read. */
  broken?: number;
};

/** A lesson in effect that did nothing in so many reviews is unused. */
export const unusedAfterReviews = 50;
/** A lesson should be right this often (0..1), as far as people's words tell; below it does harm. */
const harmlessFrom = 0.75;
/** What a finding that was held back and never asked for says for a lesson, in verdicts. */
const silence = 0.25;

/** Linear in the number of lessons (10,000 take well below a second): nothing compares each with each. */
export function memoryHealth({ version, lessons, uses = new Map(), gone = new Map(), broken = 0 }: HealthInput): MemoryHealth {
  const alive = lessons.filter((l) => l.status !== 'retired' && l.status !== 'proposed');
  const effective = alive.filter(isEffective);
  const harmful = effective.flatMap((l) => problemOf('harmful', l, harm(uses.get(l.id))));
  const { duplicates, contradictions } = compareLessons(effective);
  const stale = alive.flatMap((l) => problemOf('stale', l, staleness(gone.get(l.id))));
  const unused = effective.flatMap((l) => problemOf('unused', l, idleness(l, uses.get(l.id))));
  return {
    version,
    lessons: alive.length,
    effective: effective.length,
    duplicates: duplicates.length,
    contradictions: contradictions.length,
    stale: stale.length,
    unused: unused.length,
    harmful: harmful.length,
    ...(broken > 0 && { broken }),
    tokens: effective.reduce((sum, l) => sum + tokensOf(l), 0),
    budget: memoryBudget,
    problems: [
      ...harmful,
      ...contradictions.map(({ lesson, other, reason }): HealthProblem => ({ kind: 'contradiction', lessons: [lesson, other], reason })),
      ...duplicates.map(({ lesson, other, reason }): HealthProblem => ({ kind: 'duplicate', lessons: [lesson, other], reason })),
      ...stale,
      ...unused,
    ],
  };
}

export function figuresOf(health: MemoryHealth): HealthFigures {
  return HealthFigures.parse(health);
}

/** What a lesson costs in a prompt that shows it. */
export function tokensOf({ id, statement, scope }: Pick<Lesson, 'id' | 'statement' | 'scope'>): number {
  return estimateTokenCount([id, statement, ...scope.paths, ...scope.rules, ...scope.symbols].join(' '));
}

function problemOf(kind: HealthProblem['kind'], { id }: Lesson, reason: string | undefined): HealthProblem[] {
  return reason === undefined ? [] : [{ kind, lessons: [id], reason }];
}

function harm(use: LessonUse | undefined): string | undefined {
  if (!use || use.harmed === 0) return undefined;
  const right = 1 + use.helped + silence * use.held;
  if (right / (right + 1 + use.harmed) >= harmlessFrom) return undefined;
  const helped = use.helped === 0 ? 'nothing says it was right' : `it was right ${times(use.helped)}`;
  return `people decided against it ${times(use.harmed)}${use.broughtBack > 0 ? `, ${use.broughtBack} brought back` : ''}; ${helped}`;
}

function staleness(places: { gone: number; cited: number } | undefined): string | undefined {
  if (!places || places.gone === 0) return undefined;
  return places.gone === places.cited
    ? 'all the code that it cites is gone'
    : `${places.gone} of the ${places.cited} places that it cites are gone`;
}

function idleness({ effect, pinned }: Lesson, use: LessonUse | undefined): string | undefined {
  if (!use || pinned || use.idleReviews < unusedAfterReviews) return undefined;
  return `${effect ? 'it touched no finding' : 'it was not recalled'} in the last ${use.idleReviews} reviews`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
