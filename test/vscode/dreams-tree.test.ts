import assert from 'node:assert/strict';
import type { DreamtOperation } from '../../src/core/dream/dream-report.js';
import type { ScheduleEntry } from '../../src/core/dream/schedule-log.js';
import { dreamDocument, dreamMessage } from '../../src/vscode/dream-document.js';
import { dreamsTree, dreamTitle, notDreamt } from '../../src/vscode/dreams-tree.js';
import { at, dreamReport, lesson } from './fake-reverie.js';

function dreamt(id: string, decision: DreamtOperation['decision'], op: 'add' | 'retire' | 'wake' = 'add'): DreamtOperation {
  const common = { v: 1 as const, id, lesson: id, reason: 'because', by: 'person' as const, evidence: lesson(id).evidence };
  return { operation: op === 'add' ? { ...common, op, value: lesson(id) } : { ...common, op }, decision, reason: 'passed its backtest' };
}

const now = new Date(Date.parse(at) + 5 * 60_000);

describe('the dreams tree', () => {
  it('says of each dream what it came to, when and why', () => {
    const journal = [
      dreamReport({ operations: [dreamt('a', 'apply'), dreamt('b', 'trial'), dreamt('c', 'wait')] }),
      dreamReport({ dream: 'd2', trigger: 'idle', state: 'skipped', reason: 'another window dreams' }),
      dreamReport({ dream: 'd3', operations: [dreamt('a', 'drop')] }),
    ];
    assert.deepEqual(
      dreamsTree(journal, [], now).map((n) => [n.title, n.description, n.icon]),
      [
        ['Learned 2 lessons, 1 waits for you', '5 min ago · command', 'learned'],
        ['Skipped', '5 min ago · idle · another window dreams', 'skipped'],
        ['Nothing to learn', '5 min ago · command', 'nothing'],
      ],
    );
  });

  it('tells learned lessons from refined ones and from those that lost their effect', () => {
    assert.equal(
      dreamTitle(dreamReport({ operations: [dreamt('a', 'apply'), dreamt('b', 'apply', 'wake'), dreamt('c', 'apply', 'retire')] })),
      'Learned 1 lesson, Refined 1 lesson, Took 1 lesson out of effect',
    );
  });

  it('counts as decided what no longer waits', () => {
    const report = dreamReport({ operations: [dreamt('a', 'wait'), dreamt('b', 'wait')] });
    const [node] = dreamsTree([report], [], now, new Set(['b']));
    assert.equal(node?.title, '1 waits for you, 1 decided since');
    assert.deepEqual(
      node.children.map((c) => c.description),
      ['decided since · passed its backtest', 'waits for you · passed its backtest'],
    );
  });

  it('says which applied operations memory no longer has, and which can be taken back', () => {
    const report = dreamReport({ operations: [dreamt('a', 'apply'), dreamt('b', 'trial'), dreamt('c', 'drop')] });
    const [node] = dreamsTree([report], [], now, new Set(), new Set(['b']));
    assert.deepEqual(
      node?.children.map((c) => [c.description, c.inEffect]),
      [
        ['taken back · passed its backtest', false],
        ['on trial · passed its backtest', true],
        ['dropped · passed its backtest', false],
      ],
    );
  });

  it('lists what became of each operation', () => {
    const [node] = dreamsTree([dreamReport({ operations: [dreamt('a', 'trial')] })], [], now);
    assert.deepEqual(
      node?.children.map((c) => [c.title, c.description]),
      [['Add: Statement of a', 'on trial · passed its backtest']],
    );
  });

  it('says after Dream Now what was learned, from how much', () => {
    const message = dreamMessage(dreamReport({ operations: [dreamt('a', 'apply')] }), []);
    assert.equal(message, 'Dreamt over 2 new reviews and 4 new verdicts. Learned 1 lesson (Statement of a)');
    assert.equal(dreamMessage(dreamReport({ state: 'skipped', reason: 'nothing new' }), []), 'Dream: skipped: nothing new');
  });

  it('tells a dream as a document with its reasons and figures', () => {
    const tally = { acceptedShown: 2, acceptedHidden: 0, rejectedShown: 6, rejectedHidden: 0 };
    const backtest = {
      heldOut: 8,
      none: tally,
      old: tally,
      new: { ...tally, rejectedShown: 1 },
      result: 'pass' as const,
      reason: 'Less noise.',
    };
    const text = dreamDocument(dreamReport({ operations: [{ ...dreamt('a', 'apply'), backtest }], before: null, after: 'c'.repeat(40) }), {
      lessons: [],
    });
    for (const part of [
      '# Dream: Learned 1 lesson',
      'Read 3 reviews (2 new) and 5 verdicts (4 new)',
      '6 → 1',
      '| no memory | 2 | 0 | 6 | 0 |',
      '| memory with this change | 2 | 0 | 1 | 0 |',
      '"verdict":"dismiss"',
      'from `empty` to `cccccccc`',
    ])
      assert.ok(text.includes(part), `${part} in\n${text}`);
  });
});

describe('why no dream began', () => {
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

  it('is one row that says the newest reason, and below it each reason with how often and when', () => {
    const log: ScheduleEntry[] = [
      { kind: 'skipped', reason: '2 of the 3 new reviews that an idle dream needs', at: minutesAgo(50), lastAt: minutesAgo(10), times: 8 },
      { kind: 'failed', reason: 'the disk is full', at: minutesAgo(55), lastAt: minutesAgo(55), times: 1 },
    ];
    const [row, ...more] = notDreamt(log, now);
    assert.equal(more.length, 0);
    assert.deepEqual([row?.title, row?.description], ['Not dreamt', '10 min ago · 2 of the 3 new reviews that an idle dream needs']);
    assert.deepEqual(
      row?.children.map((c) => [c.title, c.description, c.failed]),
      [
        ['2 of the 3 new reviews that an idle dream needs', '8 times, 10 min ago, since 50 min ago', false],
        ['Could not begin: the disk is full', '55 min ago', true],
      ],
    );
  });

  it('is no row when nothing was kept', () => {
    assert.deepEqual(notDreamt([], now), []);
  });
});
