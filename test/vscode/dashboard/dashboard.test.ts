import assert from 'node:assert/strict';
import type { WeekTrend } from '../../../src/core/dream/trends.js';
import { type DashboardUpdate, isDashboardRequest, isDashboardUpdate } from '../../../src/protocol/dashboard.js';
import { csvOf } from '../../../src/vscode/dashboard/csv.js';
import { acceptanceRate, dashboardRepo, noiseRate } from '../../../src/vscode/dashboard/dashboard-sections.js';
import { at, dreamReport, lesson, memory } from '../fake-reverie.js';

const nothing = { runs: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, requests: 0, costUsd: 0, unpriced: 0 };
const week: WeekTrend = {
  week: '2026-01-05',
  with: { shown: 10, accepted: 6, rejected: 2 },
  without: { shown: 20, accepted: 7, rejected: 11 },
  heldBack: 10,
  presumed: 9,
  moved: 1,
  reviews: { ...nothing, runs: 4, inputTokens: 1000, costUsd: 0.5, requests: 3, unpriced: 1 },
  dreams: { ...nothing, runs: 1, inputTokens: 50, costUsd: 0.25 },
};
const health = {
  version: null,
  lessons: 3,
  effective: 2,
  duplicates: 1,
  contradictions: 0,
  stale: 2,
  unused: 0,
  harmful: 0,
  tokens: 40,
  problems: [],
};
const input = {
  name: 'shop',
  trends: {
    weeks: [week],
    memory: [{ week: '2026-01-05', lessons: { proposed: 0, trial: 1, active: 2, dormant: 3, retired: 4 } }],
    problems: ['x'],
  },
  memory: memory([lesson('a'), lesson('b', { status: 'trial' }), lesson('c', { status: 'retired' })]),
  journal: [dreamReport({ dream: 'd2', startedAt: at, state: 'skipped', reason: 'another window dreams' }), dreamReport()],
  proposals: [],
  health,
};
const repo = dashboardRepo(input);
const section = (id: string) => repo.sections.find((s) => s.id === id)!;
const update: DashboardUpdate = {
  type: 'dashboard',
  words: { exportCsv: 'e', none: 'n', tableOf: '{0}' },
  language: 'en',
  repos: [repo],
};

describe('the dashboard', () => {
  it('says acceptance of what was judged and noise of what was shown, with and without memory', () => {
    assert.deepEqual(section('acceptance').table.rows, [['2026-01-05', 0.75, 7 / 18, 10, 6, 2]]);
    assert.deepEqual(section('noise').table.rows, [['2026-01-05', 0.2, 11 / 20, 2, 11, 10, 9, 1]]);
  });

  it('has no rate of nothing', () => {
    assert.equal(acceptanceRate({ shown: 3, accepted: 0, rejected: 0 }), null);
    assert.equal(noiseRate({ shown: 0, accepted: 0, rejected: 0 }), null);
  });

  it('says of memory, dreams and money what there is, the reason of a skipped dream too', () => {
    assert.deepEqual(section('memory').table.rows, [['2026-01-05', 2, 1, 3, 4]]);
    assert.deepEqual(
      section('dreams').table.rows.map((r) => [r[2], r[3]]),
      [
        ['Nothing to learn', ''],
        ['Skipped', 'another window dreams'],
      ],
    );
    assert.deepEqual(section('cost').table.rows, [['2026-01-05', 0.5, 0.25, 4, 1, 1050, 0, 0, 3, 1]]);
    assert.deepEqual(repo.facts.find((f) => f.label === 'Lessons in effect')?.value, '2');
    assert.deepEqual(repo.problems, ['x']);
  });

  it('says how healthy memory was after each dream, and is now', () => {
    const { lessons, effective, duplicates, contradictions, stale, unused, harmful, tokens } = { ...health, harmful: 5 };
    const after = { lessons, effective, duplicates, contradictions, stale, unused, harmful, tokens };
    const measured = dashboardRepo({
      ...input,
      journal: [dreamReport({ health: { before: after, after } })],
      health: { ...health, budget: 6000 },
    });
    assert.deepEqual(measured.sections.find((s) => s.id === 'health')?.table.rows, [
      // a dream of old did not say what memory may hold
      [at, 5, 0, 1, 2, 0, 2, 40, null],
      ['now', 0, 0, 1, 2, 0, 2, 40, 6000],
    ]);
  });

  it('shows the health after each dream while that of now is measured', () => {
    const { problems: _, version: __, ...after } = health;
    const meanwhile = dashboardRepo({ ...input, health: undefined, journal: [dreamReport({ health: { before: after, after } })] });
    assert.deepEqual(meanwhile.sections.find((s) => s.id === 'health')?.table.rows, [[at, 0, 0, 1, 2, 0, 2, 40, null]]);
  });

  it('draws only columns that its table has, each named, and says in words what the picture shows', () => {
    for (const { chart, table } of repo.sections) {
      for (const { column } of chart?.series ?? []) assert.ok(table.columns[column]?.title);
      if (chart) assert.match(chart.label, /chart/);
      assert.ok(table.caption);
    }
  });

  it('shows what is missing where there is nothing yet, and no empty picture', () => {
    const empty = dashboardRepo({
      ...input,
      trends: { weeks: [], memory: [], problems: [] },
      journal: [],
      memory: memory([]),
      health: { ...health, lessons: 0 },
    });
    for (const { table, empty: text, id } of empty.sections) {
      assert.ok(text, id);
      assert.deepEqual(table.rows, [], id);
    }
    const unjudged = dashboardRepo({
      ...input,
      trends: {
        ...input.trends,
        weeks: [{ ...week, with: { shown: 0, accepted: 0, rejected: 0 }, without: { shown: 0, accepted: 0, rejected: 0 } }],
      },
    });
    assert.equal(unjudged.sections.find((s) => s.id === 'acceptance')?.chart, undefined);
    const free = dashboardRepo({
      ...input,
      health: { ...health, duplicates: 0, stale: 0 },
      trends: { ...input.trends, weeks: [{ ...week, reviews: nothing, dreams: nothing }] },
    });
    const drawn = free.sections.filter((s) => s.chart).map((s) => s.id);
    assert.deepEqual(drawn, ['acceptance', 'noise', 'memory'], 'a picture of zeros tells nothing: their tables do');
  });
});

describe('the messages of the dashboard', () => {
  it('pass when they are what the other side sends', () => {
    assert.ok(isDashboardUpdate(structuredClone(update)));
    assert.ok(isDashboardUpdate({ type: 'status', text: 'Reading' }));
    assert.ok(isDashboardUpdate({ type: 'status', text: 'Reading', action: { label: 'Stop', asks: 'stop' } }));
    assert.ok(isDashboardRequest({ type: 'ready' }));
    assert.ok(isDashboardRequest({ type: 'stop' }));
    assert.ok(isDashboardRequest({ type: 'export', repo: 0, section: 'noise' }));
  });

  it('are ignored when they are anything else', () => {
    for (const message of [
      null,
      'ready',
      {},
      { type: 'run' },
      { type: 'export', repo: -1, section: 'noise' },
      { type: 'export', repo: 0.5, section: 'noise' },
      { type: 'export', repo: 0, section: '../x' },
      { type: 'export', section: 'noise' },
    ])
      assert.ok(!isDashboardRequest(message), JSON.stringify(message));
    const damaged = (change: (repo: Record<string, never[]>) => unknown) => {
      const copy = structuredClone(update) as unknown as { repos: Record<string, never[]>[] };
      change(copy.repos[0]!);
      return copy;
    };
    for (const message of [
      undefined,
      { type: 'status' },
      { type: 'status', text: 'x', action: { label: 'Run', asks: 'run' } },
      { type: 'status', text: 'x', action: { asks: 'stop' } },
      { type: 'dashboard' },
      { ...update, words: {} },
      { ...update, repos: [null] },
      damaged((r) => (r['sections'] = [{ id: 'noise' }] as never[])),
      damaged((r) => (r['facts'] = [{ label: 1 }] as never[])),
      damaged((r) => delete r['problems']),
    ])
      assert.ok(!isDashboardUpdate(message), JSON.stringify(message)?.slice(0, 100));
    const ragged = structuredClone(update);
    ragged.repos[0]!.sections[0]!.table.rows.push(['only one']);
    assert.ok(!isDashboardUpdate(ragged));
  });
});

describe('a table as CSV', () => {
  const table = (...cells: (string | number | null)[]) => ({
    caption: '',
    columns: cells.map(() => ({ title: 'T', unit: 'text' as const })),
    rows: [cells],
  });
  it('has one line for each row, raw numbers and nothing for null', () => {
    assert.equal(csvOf(table('2026-01-05', 0.75, null)), 'T,T,T\r\n2026-01-05,0.75,\r\n');
  });

  it('quotes commas, quotes and line ends', () => {
    assert.equal(csvOf(table('a,b', 'say "x"', 'one\ntwo')).split('T\r\n')[1], '"a,b","say ""x""","one\ntwo"\r\n');
  });

  it('lets no text become a formula', () => {
    assert.equal(csvOf(table('=HYPERLINK("x")', '+1', '-1', '@a')).split('T\r\n')[1], `"'=HYPERLINK(""x"")",'+1,'-1,'@a\r\n`);
    assert.equal(csvOf(table(-1)).split('T\r\n')[1], '-1\r\n');
  });
});
