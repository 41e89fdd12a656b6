/** The plan of a review by agents: which specialists look at which unit, and what it should cost at most. */
import * as z from 'zod';
import { costOf } from '../../model/cost.js';
import { estimateTextTokens } from '../../model/estimate-tokens.js';
import { type ModelTable, priceOf } from '../../model/model-table.js';
import type { Estimate, ReviewEffort } from './model-reviewer.js';
import type { ReviewUnit } from './review-units.js';
import { isFor, soleReviewer, type Specialist } from './specialist.js';

export type Assignment = { unit: ReviewUnit; specialists: Specialist[] };
export type Plan = { assignments: Assignment[]; why: string };

/** Changed lines up to which one agent reviews alone, by effort. */
const smallChange: Record<ReviewEffort, number> = { quick: 2_000, standard: 120, thorough: 20 };

/** Whether one agent is enough; then no lead is asked. */
export function isSmall(units: ReviewUnit[], changedLines: number, effort: ReviewEffort): boolean {
  return units.length <= 1 && changedLines <= smallChange[effort];
}

export function solePlan(units: ReviewUnit[], why: string): Plan {
  return { assignments: units.map((unit) => ({ unit, specialists: [soleReviewer] })), why };
}

/** The lead's answer. */
export const Assign = z.strictObject({
  assignments: z.array(z.strictObject({ unit: z.string(), specialists: z.array(z.string()).min(1).max(8) })),
  why: z.string().max(1_000),
});

/** The lead's answer as a plan; units and specialists it forgot or made up are mended by `fallback`. */
export function planFrom(answer: z.infer<typeof Assign>, units: ReviewUnit[], specialists: readonly Specialist[]): Plan {
  const byUnit = new Map(answer.assignments.map((a) => [a.unit, a.specialists]));
  return {
    why: answer.why,
    assignments: units.map((unit) => {
      const named = new Set(byUnit.get(unit.id) ?? []);
      const chosen = specialists.filter((s) => named.has(s.name));
      return { unit, specialists: chosen.length > 0 ? chosen : bySignals(unit, specialists) };
    }),
  };
}

/** Without a lead's answer: chosen by what the change's own text speaks of. */
export function fallbackPlan(units: ReviewUnit[], specialists: readonly Specialist[], effort: ReviewEffort, why: string): Plan {
  return {
    why,
    assignments: units.map((unit) => ({
      unit,
      specialists:
        effort === 'quick'
          ? [soleReviewer]
          : effort === 'thorough'
            ? specialists.filter((s) => isFor(s, pathsOf(unit)))
            : bySignals(unit, specialists),
    })),
  };
}

const signals = new Map(
  Object.entries({
    security:
      /auth|token|secret|password|cookie|session|sql|query|exec|spawn|eval|html|url|request|header|crypt|sign|permission|role|upload|path|deserial/i,
    concurrency:
      /async|await|promise|thread|lock|mutex|chan|goroutine|atomic|timer|timeout|stream|socket|close|dispose|subscribe|listener/i,
    performance: /\bfor\b|\bwhile\b|loop|map\(|sort|cache|query|batch|recurs/i,
    compatibility: /\bexport\b|\bpublic\b|\bapi\b|schema|migration|version|deprecat|interface|proto|\.json|config/i,
  }),
);

function bySignals(unit: ReviewUnit, specialists: readonly Specialist[]): Specialist[] {
  const paths = pathsOf(unit);
  const text = unit.files.map((f) => `${f.file.path}\n${f.text}`).join('\n');
  const chosen = specialists.filter((s) => {
    if (!isFor(s, paths)) return false;
    // a team's own is there because the team wants it
    if (s.file !== undefined || s.name === 'correctness') return true;
    if (s.name === 'tests') return /test|spec/i.test(paths.join('\n'));
    return signals.get(s.name)?.test(text) ?? false;
  });
  return chosen.length > 0 ? chosen : [soleReviewer];
}

function pathsOf(unit: ReviewUnit): string[] {
  return unit.files.map(({ file }) => file.path);
}

/** What a unit looks like to the lead. */
export function unitText(unit: ReviewUnit): string {
  const files = unit.files.slice(0, 20).map(({ file, text }) => {
    const [added, removed] = [lines(text, '+'), lines(text, '-')];
    return `  ${file.path} (${file.status}, +${added} -${removed})`;
  });
  const names = [
    ...new Set(
      unit.files.flatMap(
        ({ text }) => text.match(/(?<=\b(?:function|class|def|func|fn|interface|struct|type|const) )[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [],
      ),
    ),
  ];
  return `${unit.id}: ${unit.title}, ${unit.tokens} tokens\n${files.join('\n')}${names.length > 0 ? `\n  declares or touches ${names.slice(0, 30).join(', ')}` : ''}`;
}

function lines(text: string, sign: string): number {
  return text.split('\n').filter((line) => line.startsWith(sign)).length;
}

/** Rounds and answer tokens of an agent as they were seen to be, rather high. */
const usualRounds = 4;
const usualAnswer = 1_500;
const usualReading = 4_000;

/** What the plan will cost, rather high: each unit's shared part is written to the cache once and read by every further round. */
export function estimatePlan(
  plan: Plan,
  models: { lead: string; specialist: string; verifier: string },
  table: ModelTable,
  prefix: string,
  effort: ReviewEffort,
): Estimate {
  const shared = estimateTextTokens(prefix);
  let inputTokens = 0;
  let outputTokens = 0;
  let costUsd: number | null = 0;
  const add = (model: string, input: { read: number; written: number }, output: number): void => {
    inputTokens += input.read + input.written;
    outputTokens += output;
    const cost = costOf(
      { inputTokens: 0, cacheReadTokens: input.read, cacheWriteTokens: input.written, outputTokens: output },
      priceOf(table, model),
    );
    costUsd = costUsd === null || cost === null ? null : costUsd + cost;
  };
  if (plan.assignments.length > 1) add(models.lead, { read: 0, written: 2_000 + plan.assignments.length * 300 }, 500);
  for (const { unit, specialists } of plan.assignments) {
    const base = shared + unit.tokens;
    for (const [i] of specialists.entries()) {
      const growing = usualReading * usualRounds;
      add(
        models.specialist,
        { read: base * (usualRounds - (i === 0 ? 1 : 0)) + (growing * (usualRounds - 1)) / 2, written: (i === 0 ? base : 0) + growing },
        usualAnswer * usualRounds,
      );
    }
    if (effort !== 'quick') add(models.verifier, { read: base * 2, written: usualReading * 2 }, usualAnswer * 2);
  }
  if (effort !== 'quick') add(models.lead, { read: 0, written: 6_000 }, usualAnswer);
  return { inputTokens: Math.ceil(inputTokens), outputTokens: Math.ceil(outputTokens), costUsd };
}
