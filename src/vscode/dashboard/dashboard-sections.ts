/** The dashboard of one repo as data: facts on top, then sections with a table each and the picture of some of its columns. */
import type { DreamReport, DreamtOperation } from '../../core/dream/dream-report.js';
import type { Spent, Tally, Trends, WeekTrend } from '../../core/dream/trends.js';
import type { HealthFigures, MemoryHealth } from '../../core/memory/health.js';
import type { Memory, Proposal } from '../../core/memory/memory-store.js';
import type { Cell, Chart, DashboardRepo, Fact, Section, Table, Unit } from '../../protocol/dashboard.js';
import { dreamTitle } from '../dreams-tree.js';
import { l10n } from '../l10n.js';
import { triggerWords } from '../words.js';

export type DashboardInput = {
  name: string;
  trends: Trends;
  memory: Memory;
  /** Newest first. */
  journal: readonly DreamReport[];
  proposals: readonly Proposal[];
  /** As it is now; absent while it is measured. */
  health?: MemoryHealth | undefined;
};

/** A longer list of dreams is what the Dreams view is for. */
const mostDreams = 50;

export function dashboardRepo(input: DashboardInput): DashboardRepo {
  const { name, trends } = input;
  const { weeks } = trends;
  return {
    name,
    facts: facts(input),
    sections: [acceptance(weeks), noise(weeks), memorySize(trends), health(input), dreams(input.journal), cost(weeks)],
    problems: trends.problems,
  };
}

/** Share of the judged findings that people accepted, or that were fixed; null when none was judged. */
export function acceptanceRate({ accepted, rejected }: Tally): number | null {
  return accepted + rejected === 0 ? null : accepted / (accepted + rejected);
}

/** Share of the shown findings that people rejected; null when none was shown. */
export function noiseRate({ shown, rejected }: Tally): number | null {
  return shown === 0 ? null : rejected / shown;
}

function facts({ trends, memory, journal, proposals }: DashboardInput): Fact[] {
  const total = trends.weeks.reduce<Tally>(
    (sum, w) => ({
      shown: sum.shown + w.with.shown,
      accepted: sum.accepted + w.with.accepted,
      rejected: sum.rejected + w.with.rejected,
    }),
    { shown: 0, accepted: 0, rejected: 0 },
  );
  const held = trends.weeks.reduce((sum, w) => sum + w.heldBack, 0);
  const inEffect = memory.lessons.filter((l) => l.status === 'active' || l.status === 'trial').length;
  const waiting = proposals.reduce((sum, p) => sum + p.operations.length, 0);
  const usd = trends.weeks.reduce((sum, w) => sum + w.reviews.costUsd + w.dreams.costUsd, 0);
  return [
    { label: l10n.t('Findings shown'), value: String(total.shown) },
    { label: l10n.t('Accepted of those judged'), value: percentText(acceptanceRate(total)) },
    { label: l10n.t('Held back by memory'), value: String(held) },
    { label: l10n.t('Lessons in effect'), value: String(inEffect) },
    { label: l10n.t('Proposals waiting'), value: String(waiting) },
    { label: l10n.t('Dreams'), value: String(journal.filter((d) => d.state === 'done').length) },
    { label: l10n.t('Spent on models'), value: `${usd.toFixed(2)} USD` },
  ];
}

function acceptance(weeks: readonly WeekTrend[]): Section {
  const table = tableOf(
    l10n.t('Acceptance per week: of the findings people judged, the share they accepted or fixed'),
    [
      [l10n.t('Week of'), 'week'],
      [l10n.t('With memory'), 'percent'],
      [l10n.t('Without memory'), 'percent'],
      [l10n.t('Shown'), 'count'],
      [l10n.t('Accepted'), 'count'],
      [l10n.t('Dismissed'), 'count'],
    ],
    weeks.map((w) => [w.week, acceptanceRate(w.with), acceptanceRate(w.without), w.with.shown, w.with.accepted, w.with.rejected]),
  );
  return {
    id: 'acceptance',
    title: l10n.t('Acceptance'),
    about: l10n.t(
      'Higher is better. “Without memory” replays the same reviews as if nothing had been learned: what lessons held back counts as shown.',
    ),
    chart: comparison(l10n.t('Line chart of the acceptance rate per week, with and without memory'), table),
    table,
    empty: l10n.t('Nothing has been judged yet. Accept or dismiss findings, and their rates appear here.'),
  };
}

function noise(weeks: readonly WeekTrend[]): Section {
  const table = tableOf(
    l10n.t('Noise per week: of the findings shown, the share that people dismissed'),
    [
      [l10n.t('Week of'), 'week'],
      [l10n.t('With memory'), 'percent'],
      [l10n.t('Without memory'), 'percent'],
      [l10n.t('Dismissed, with memory'), 'count'],
      [l10n.t('Dismissed, without memory'), 'count'],
      [l10n.t('Held back'), 'count'],
      [l10n.t('Of these not judged'), 'count'],
      [l10n.t('Lowered or raised'), 'count'],
    ],
    weeks.map((w) => [
      w.week,
      noiseRate(w.with),
      noiseRate(w.without),
      w.with.rejected,
      w.without.rejected,
      w.heldBack,
      w.presumed,
      w.moved,
    ]),
  );
  return {
    id: 'noise',
    title: l10n.t('Noise'),
    about: l10n.t(
      'Lower is better. A held-back finding that nobody judged is taken for noise, as its lesson says; one that a person brought back counts as accepted.',
    ),
    chart: comparison(l10n.t('Line chart of the share of dismissed findings per week, with and without memory'), table),
    table,
    empty: l10n.t('Nothing has been reviewed yet.'),
  };
}

function memorySize({ memory }: Trends): Section {
  const table = tableOf(
    l10n.t('Lessons at the end of each week'),
    [
      [l10n.t('Week of'), 'week'],
      [l10n.t('Active'), 'count'],
      [l10n.t('On trial'), 'count'],
      [l10n.t('Asleep'), 'count'],
      [l10n.t('Retired'), 'count'],
    ],
    memory.map(({ week, lessons }) => [week, lessons.active, lessons.trial, lessons.dormant, lessons.retired]),
  );
  return {
    id: 'memory',
    title: l10n.t('Memory'),
    about: l10n.t('Active lessons and those on trial take part in reviews; sleeping and retired ones are kept without effect.'),
    chart: stacked(l10n.t('Bar chart of the number of lessons by status per week'), table, [
      { column: 1, color: 'blue' },
      { column: 2, color: 'yellow' },
      { column: 3, color: 'purple' },
      { column: 4, color: 'muted' },
    ]),
    table,
    empty: l10n.t('Memory has no lessons yet. They come with verdicts and dreams.'),
  };
}

/** After each dream that measured it, and now. */
function health({ journal, health: now, trends, memory }: DashboardInput): Section {
  const row = (at: Cell, h: HealthFigures): Cell[] => [
    at,
    h.harmful,
    h.contradictions,
    h.duplicates,
    h.stale,
    h.unused,
    h.effective,
    h.tokens,
    h.budget ?? null,
  ];
  const measured = journal.slice(0, mostDreams).toReversed();
  const rows = measured.flatMap((d) => (d.health ? [row(d.endedAt, d.health.after)] : []));
  const table = tableOf(
    l10n.t('The health of memory after each dream, and now: how many lessons have which problem'),
    [
      [l10n.t('When'), 'time'],
      [l10n.t('Harmful'), 'count'],
      [l10n.t('Contradicting'), 'count'],
      [l10n.t('Duplicates'), 'count'],
      [l10n.t('Stale'), 'count'],
      [l10n.t('Unused'), 'count'],
      [l10n.t('In effect'), 'count'],
      [l10n.t('Tokens'), 'count'],
      [l10n.t('Token budget'), 'count'],
    ],
    memory.lessons.length === 0 && trends.memory.length === 0 ? [] : [...rows, ...(now ? [row(l10n.t('now'), now)] : [])],
  );
  return {
    id: 'health',
    title: l10n.t('Memory Health'),
    about: l10n.t('Lower is better. Filter the Memory view by is:harmful, is:stale and so on to see which lessons these are.'),
    chart: stacked(l10n.t('Bar chart of the number of lessons with a problem, by kind, after each dream'), table, [
      { column: 1, color: 'orange' },
      { column: 2, color: 'purple' },
      { column: 3, color: 'yellow' },
      { column: 4, color: 'blue' },
      { column: 5, color: 'muted' },
    ]),
    table,
    empty: l10n.t('Memory has no lessons yet. They come with verdicts and dreams.'),
  };
}

function dreams(journal: readonly DreamReport[]): Section {
  const shown = journal.slice(0, mostDreams).toReversed();
  const table = tableOf(
    l10n.t('What each dream came to'),
    [
      [l10n.t('When'), 'time'],
      [l10n.t('Started by'), 'text'],
      [l10n.t('Outcome'), 'text'],
      [l10n.t('Reason'), 'text'],
      [l10n.t('Applied'), 'count'],
      [l10n.t('On trial'), 'count'],
      [l10n.t('Left to you'), 'count'],
      [l10n.t('Dropped'), 'count'],
    ],
    shown.map((d) => [
      d.startedAt,
      triggerWords[d.trigger],
      dreamTitle(d),
      d.reason ?? '',
      decided(d, 'apply'),
      decided(d, 'trial'),
      decided(d, 'wait'),
      decided(d, 'drop'),
    ]),
  );
  return {
    id: 'dreams',
    title: l10n.t('Dreams'),
    about: l10n.t('Each operation that a dream proposed, by what its backtest and you made of it.'),
    chart: stacked(l10n.t('Bar chart of the operations of each dream by what became of them'), table, [
      { column: 4, color: 'blue' },
      { column: 5, color: 'yellow' },
      { column: 6, color: 'purple' },
      { column: 7, color: 'muted' },
    ]),
    table,
    empty: l10n.t('No dreams yet.'),
  };
}

function cost(weeks: readonly WeekTrend[]): Section {
  const table = tableOf(
    l10n.t('What models took per week'),
    [
      [l10n.t('Week of'), 'week'],
      [l10n.t('Reviews, USD'), 'usd'],
      [l10n.t('Dreams, USD'), 'usd'],
      [l10n.t('Reviews'), 'count'],
      [l10n.t('Dreams'), 'count'],
      [l10n.t('Tokens in'), 'count'],
      [l10n.t('Tokens out'), 'count'],
      [l10n.t('Of those in, cached'), 'count'],
      [l10n.t('Requests'), 'count'],
      [l10n.t('Runs without a known price'), 'count'],
    ],
    weeks.map(({ week, reviews, dreams }) => {
      const both = (of: Exclude<keyof Spent, 'costUsd'>) => reviews[of] + dreams[of];
      return [
        week,
        reviews.costUsd,
        dreams.costUsd,
        reviews.runs,
        dreams.runs,
        both('inputTokens'),
        both('outputTokens'),
        both('cachedTokens'),
        both('requests'),
        both('unpriced'),
      ];
    }),
  );
  return {
    id: 'cost',
    title: l10n.t('Tokens and Money'),
    about: l10n.t('Rules review for nothing: only runs with a language model cost tokens. Prices are those that were known at the time.'),
    chart: stacked(l10n.t('Bar chart of what reviews and dreams cost per week in US dollars'), table, [
      { column: 1, color: 'blue' },
      { column: 2, color: 'purple' },
    ]),
    table,
    empty: l10n.t('Nothing has been reviewed yet.'),
  };
}

/** Columns 1 and 2 side by side; no picture when there is no rate at all. */
function comparison(label: string, { rows }: Table): Section['chart'] {
  if (!rows.some((row) => row[1] !== null || row[2] !== null)) return undefined;
  return {
    kind: 'line',
    label,
    series: [
      { column: 1, color: 'blue' },
      { column: 2, color: 'orange' },
    ],
  };
}

/** No picture when there is nothing but zeros in it. */
function stacked(label: string, { rows }: Table, series: Chart['series']): Section['chart'] {
  if (!rows.some((row) => series.some(({ column }) => Number(row[column] ?? 0) > 0))) return undefined;
  return { kind: 'stacked', label, series };
}

function decided({ operations }: DreamReport, decision: DreamtOperation['decision']): number {
  return operations.filter((o) => o.decision === decision).length;
}

function tableOf(caption: string, columns: [title: string, unit: Unit][], rows: Cell[][]): Table {
  return { caption, columns: columns.map(([title, unit]) => ({ title, unit })), rows };
}

function percentText(rate: number | null): string {
  return rate === null ? '–' : `${Math.round(rate * 100)} %`;
}
