import assert from 'node:assert/strict';
import type { DreamReport } from '../../src/core/dream/dream-report.js';
import type { Lesson } from '../../src/core/memory/lesson.js';
import type { Memory, MemoryStore, MemoryVersion, Proposal } from '../../src/core/memory/memory-store.js';
import type { Operation } from '../../src/core/memory/operation.js';
import type { ChangePreview, Reverie } from '../../src/core/reverie.js';
import type { TranscriptEntry, TranscriptRecord } from '../../src/core/transcript/transcript-store.js';
import { runFake } from './run-with-fake.js';
import { sampleFinding } from './sample-report.js';

const at = '2026-11-23T10:00:00.000Z';

function lesson(change: Partial<Lesson> = {}): Lesson {
  return {
    v: 1,
    id: 'quiet-console-7x',
    kind: 'false-alarm',
    status: 'active',
    statement: 'In scripts/, console.log is intended',
    body: 'People dismissed it nine times.',
    scope: { paths: ['scripts/**'], languages: [], rules: ['no-console'], symbols: [] },
    effect: { do: 'hold-back' },
    confidence: 0.91,
    counts: { accepted: 0, dismissed: 9, overruled: 0 },
    evidence: [{ type: 'event', source: 's1', file: 'ledger/w-2026-11.jsonl', seq: 3, hash: 'ab', quote: '"verdict":"dismiss"' }],
    provenance: 'person',
    validFrom: at,
    lastConfirmed: at,
    audience: 'all',
    pinned: false,
    ...change,
  };
}

const add: Operation = {
  v: 1,
  id: 'op-1',
  lesson: 'quiet-console-7x',
  reason: 'dismissed 9 times',
  by: 'person',
  evidence: [],
  op: 'add',
  value: lesson(),
};
const versions: MemoryVersion[] = [
  { commit: 'bbbb'.repeat(10), at, subject: 'Retire old', operations: [] },
  { commit: 'aaaa'.repeat(10), at, subject: 'Dream', operations: [add] },
];
const memory = (lessons: Lesson[] = [lesson()]): Memory => ({
  version: 'bbbb'.repeat(10),
  lessons,
  blobs: new Map(),
  broken: [],
  unverified: new Set(),
});
const applied = { state: 'applied' as const, version: 'cccc'.repeat(10), operations: ['op-2'], refused: [] };

const preview: ChangePreview = {
  differences: [
    { lesson: 'old', statement: 'Old', what: 'disappears; it was trial', before: { ...lesson(), status: 'trial' } },
    {
      lesson: 'quiet',
      statement: 'Quiet',
      what: 'goes from trial to active: it holds findings back',
      before: { ...lesson(), status: 'trial' },
      after: lesson(),
    },
  ],
  hides: { accepted: 1, rejected: 4, unknown: 0 },
};

describe('reverie memory', () => {
  it('lists lessons in effect first, hides retired ones, and shows what waits', async () => {
    const lessons = [
      lesson({ id: 'old-1', status: 'retired', statement: 'Gone' }),
      lesson({ id: 'try-1', status: 'trial', statement: 'Try' }),
      lesson(),
    ];
    const reverie: Partial<Reverie> = {
      memory: () => Promise.resolve(memory(lessons)),
      proposals: () => Promise.resolve([{ dream: 'd-1', at, operations: [add] }]),
    };
    const ran = await runFake(['memory', 'list'], { reverie });
    assert.equal(
      ran.stdout,
      `active   In scripts/, console.log is intended
         holds back no-console in scripts/** · 91 % sure · 1 citation · quiet-console-7x
trial    Try
         holds back no-console in scripts/** · 91 % sure · 1 citation · try-1

Waiting for you: 1 proposed change
  add In scripts/, console.log is intended
    dismissed 9 times · op-1
Next: reverie memory approve OPERATION, or memory discard OPERATION

2 lessons · 1 retired (--all lists them) · memory bbbbbbbbbb
`,
    );
    assert.match((await runFake(['memory', 'list', '--all'], { reverie })).stdout, /retired {2}Gone/);
    const json = JSON.parse((await runFake(['memory', 'list', '--format', 'json'], { reverie })).stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(json), ['version', 'memory', 'lessons', 'unverified', 'broken', 'proposals']);
  });

  it('says what to do when there are no lessons, and names broken ones', async () => {
    const reverie: Partial<Reverie> = {
      memory: () =>
        Promise.resolve({
          version: null,
          lessons: [],
          blobs: new Map(),
          broken: [{ path: 'lessons/x.md', reason: 'no front matter', text: '' }],
          unverified: new Set(),
        }),
      proposals: () => Promise.resolve([]),
    };
    const ran = await runFake(['memory', 'list'], { reverie });
    assert.match(ran.stdout, /No lessons yet\.\nNext: give verdicts/);
    assert.match(ran.stdout, /broken: lessons\/x\.md {2}no front matter/);
  });

  it('shows one lesson by the start of its id, with its evidence and history', async () => {
    const ran = await runFake(['memory', 'show', 'quiet'], {
      reverie: { memory: () => Promise.resolve(memory()), history: () => Promise.resolve(versions) },
    });
    assert.match(ran.stdout, /scope {7}rule no-console · in scripts\/\*\*/);
    assert.match(ran.stdout, /ledger\/w-2026-11\.jsonl#3 {2}"verdict":"dismiss"/);
    assert.match(ran.stdout, /aaaaaaaaaa .* Dream/);
  });

  it('explains an unknown lesson and one that is ambiguous', async () => {
    const reverie: Partial<Reverie> = { memory: () => Promise.resolve(memory([lesson({ id: 'a-1' }), lesson({ id: 'a-2' })])) };
    const unknown = await runFake(['memory', 'show', 'b'], { reverie });
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /There is no lesson “b”\nNext: reverie memory list --all/);
    const ambiguous = await runFake(['memory', 'show', 'a-'], { reverie });
    assert.match(ambiguous.stderr, /“a-” names 2 of them: a-1, a-2/);
  });

  it('shows the history, or says that there is none', async () => {
    const ran = await runFake(['memory', 'history'], { reverie: { history: () => Promise.resolve(versions) } });
    assert.match(ran.stdout, /bbbbbbbbbb .* Retire old\n {2}aaaaaaaaaa .* Dream\n {14}add quiet-console-7x: dismissed 9 times/);
    const none = await runFake(['memory', 'history'], { reverie: { history: () => Promise.resolve([]) } });
    assert.match(none.stdout, /Memory has no versions yet/);
  });

  it('shows the diff of the newest version, or of two that are named', async () => {
    const asked: [string | null, string][] = [];
    const memoryStore = {
      diff: (from: string | null, to: string) => {
        asked.push([from, to]);
        return Promise.resolve('--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new \u001b[31m\n');
      },
    } as Partial<MemoryStore> as MemoryStore;
    const reverie: Partial<Reverie> = { memoryStore, history: () => Promise.resolve(versions) };
    const ran = await runFake(['memory', 'diff'], { reverie });
    assert.equal(ran.stdout, '--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new \\x1b[31m\n');
    await runFake(['memory', 'diff', 'bb', 'aa'], { reverie });
    assert.deepEqual(asked, [
      ['aaaa'.repeat(10), 'bbbb'.repeat(10)],
      ['bbbb'.repeat(10), 'aaaa'.repeat(10)],
    ]);
  });

  it('rolls back to a version it knows, and to no other', async () => {
    const asked: unknown[] = [];
    const reverie: Partial<Reverie> = {
      history: () => Promise.resolve(versions),
      previewChange: (change) => {
        asked.push(change);
        return Promise.resolve(preview);
      },
      rollback: (version, { by }) => {
        asked.push([version, by]);
        return Promise.resolve(applied);
      },
    };
    const ran = await runFake(['memory', 'rollback', 'aaaa', '--as', 'person'], { reverie });
    assert.equal(ran.code, 0);
    assert.equal(
      ran.stderr,
      `It changes 2 lessons:
  Old  disappears; it was trial
  Quiet  goes from trial to active: it holds findings back
Among past findings it would hide 4 that people dismissed, 1 that they accepted, and 0 without a verdict
`,
    );
    assert.match(ran.stdout, /Memory is again as in aaaaaaaaaa: Dream\nas a new version, cccccccccc/);
    assert.equal((await runFake(['memory', 'rollback', 'HEAD~1'], { reverie })).code, 2);
    assert.deepEqual(asked, [{ do: 'rollback', version: 'aaaa'.repeat(10) }, ['aaaa'.repeat(10), 'person']]);
  });

  it('takes one change back by the start of its id, after showing what that does', async () => {
    const asked: unknown[] = [];
    const reverie: Partial<Reverie> = {
      // a change may have been applied, taken back and applied again
      history: () => Promise.resolve([...versions, ...versions]),
      previewChange: (change) => {
        asked.push(change);
        return Promise.resolve({ ...preview, differences: [] });
      },
      revert: (...args) => {
        asked.push(args);
        return Promise.resolve(applied);
      },
    };
    const ran = await runFake(['memory', 'revert', 'op'], { reverie });
    assert.match(ran.stdout, /^Taken back add quiet-console-7x: dismissed 9 times\nmemory cccccccccc/);
    assert.equal(ran.stderr, 'It changes no lesson\n');
    assert.deepEqual(asked, [{ do: 'revert', operation: 'op-1' }, ['op-1', { by: 'automation' }]]);
    assert.match((await runFake(['memory', 'revert', 'gone'], { reverie })).stderr, /no change “gone”\nNext: reverie memory history/);
  });

  it('shows a lesson that cannot be read with its reason and its text, and changes none', async () => {
    const broken = [{ path: 'lessons/bad-1.md', reason: 'line 1: no front matter', text: 'hello\n\u001b[31mred\n' }];
    const reverie: Partial<Reverie> = { memory: () => Promise.resolve({ ...memory(), broken }) };
    for (const name of ['bad-1', 'bad', 'lessons/bad-1.md']) {
      const ran = await runFake(['memory', 'show', name], { reverie });
      assert.equal(ran.stdout, 'broken: lessons/bad-1.md  line 1: no front matter\n\nhello\n\\x1b[31mred\n');
    }
    const pinned = await runFake(['memory', 'pin', 'bad-1'], { reverie });
    assert.equal(pinned.code, 2);
    assert.match(pinned.stderr, /lessons\/bad-1\.md cannot be read: line 1: no front matter\nNext: reverie memory edit bad-1 mends it/);
  });

  it('marks a lesson that no operation brought, and says what to do', async () => {
    const reverie: Partial<Reverie> = {
      memory: () => Promise.resolve({ ...memory(), unverified: new Set(['quiet-console-7x']) }),
      proposals: () => Promise.resolve([]),
      history: () => Promise.resolve([]),
    };
    const list = (await runFake(['memory', 'list'], { reverie })).stdout;
    assert.match(list, /console.log is intended {2}unverified\n/);
    assert.match(list, /unverified: .* acts as on trial and hides nothing\nNext: reverie memory pin LESSON/);
    assert.match((await runFake(['memory', 'show', 'quiet'], { reverie })).stdout, /origin {6}unverified: /);
  });

  for (const change of ['pin', 'unpin', 'activate', 'retire', 'restore'] as const) {
    it(`applies ${change} as the person's own operation`, async () => {
      const asked: unknown[] = [];
      const ran = await runFake(['memory', change, 'quiet', '--reason', 'because'], {
        tty: true,
        env: { NO_COLOR: '1' },
        reverie: {
          memory: () => Promise.resolve(memory()),
          previewLesson: (id) => Promise.resolve({ lesson: id, becomes: 'active', hides: { accepted: 1, rejected: 4, unknown: 2 } }),
          changeLesson: (...args) => {
            asked.push(args);
            return Promise.resolve(applied);
          },
        },
      });
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(asked, [['quiet-console-7x', change, { by: 'person', reason: 'because' }]]);
      if (change === 'activate') assert.match(ran.stderr, /would hide 4 that people dismissed, 1 that they accepted, and 2 without/);
    });
  }

  it('restores a lesson that is gone, and one as it was in a version', async () => {
    const asked: unknown[] = [];
    const reverie: Partial<Reverie> = {
      memory: () => Promise.resolve({ ...memory(), lessons: [] }),
      history: () => Promise.resolve(versions),
      restoreLesson: (...args) => {
        asked.push(args);
        return Promise.resolve({ ...applied, operations: [] });
      },
    };
    const [id] = versions.flatMap((v) => v.operations.map((o) => o.lesson));
    const target = versions[0]?.commit ?? '';
    const gone = await runFake(['memory', 'restore', `${id}`], { tty: true, env: { NO_COLOR: '1' }, reverie });
    const older = await runFake(['memory', 'restore', `${id}`, '--from', target.slice(0, 8)], {
      tty: true,
      env: { NO_COLOR: '1' },
      reverie,
    });
    assert.deepEqual([gone.code, older.code], [0, 0], gone.stderr + older.stderr);
    assert.match(gone.stdout, new RegExp(`^Restored ${id}\n`));
    assert.deepEqual(asked, [
      [id, { by: 'person' }],
      [id, { by: 'person', version: target }],
    ]);
    assert.match((await runFake(['memory', 'restore', 'nothing'], { reverie })).stderr, /There is no lesson “nothing”/);
  });

  it('says why memory refused a change', async () => {
    const reverie: Partial<Reverie> = {
      history: () => Promise.resolve(versions),
      previewChange: () => Promise.resolve(preview),
      rollback: () => Promise.resolve({ state: 'refused', reason: 'memory is read-only here' }),
    };
    const ran = await runFake(['memory', 'rollback', 'aaaa'], { reverie });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /Memory was not changed: memory is read-only here\nNext: /);
  });

  it('approves and discards a waiting operation by the start of its id', async () => {
    const asked: unknown[] = [];
    const proposals: Proposal[] = [{ dream: 'd-1', at, operations: [add] }];
    const reverie: Partial<Reverie> = {
      proposals: () => Promise.resolve(proposals),
      previewChange: (change) => {
        asked.push(change);
        return Promise.resolve(preview);
      },
      decide: (...args) => {
        asked.push(args);
        return Promise.resolve(applied);
      },
    };
    const approved = await runFake(['memory', 'approve', 'op-', '--as', 'person'], { reverie });
    assert.match(approved.stderr, /Quiet {2}goes from trial to active: it holds findings back\nAmong past findings it would hide 4/);
    await runFake(['memory', 'discard', 'op-1'], { reverie });
    assert.deepEqual(asked, [
      { do: 'approve', dream: 'd-1', operation: 'op-1' },
      ['d-1', 'op-1', 'approve', 'person'],
      ['d-1', 'op-1', 'discard', 'automation'],
    ]);
  });
});

describe('reverie dream', () => {
  const report: DreamReport = {
    dream: 'd-1',
    trigger: 'command',
    startedAt: at,
    endedAt: at,
    state: 'done',
    read: { transcripts: 3, newTranscripts: 1, verdicts: 12, newVerdicts: 9 },
    operations: [
      {
        operation: add,
        backtest: {
          heldOut: 6,
          none: { acceptedShown: 1, acceptedHidden: 0, rejectedShown: 6, rejectedHidden: 0 },
          old: { acceptedShown: 1, acceptedHidden: 0, rejectedShown: 6, rejectedHidden: 0 },
          new: { acceptedShown: 1, acceptedHidden: 0, rejectedShown: 1, rejectedHidden: 5 },
          result: 'pass',
          reason: 'less noise',
        },
        decision: 'apply',
        reason: 'passed its backtest',
      },
    ],
    before: null,
    after: 'aaaa'.repeat(10),
  };
  const dreaming = (result: DreamReport, requests: unknown[] = []): Partial<Reverie> => ({
    dream: (request) => {
      requests.push(request);
      return Promise.resolve(result);
    },
  });

  it('says what was read, learned, measured and changed', async () => {
    const requests: unknown[] = [];
    const ran = await runFake(['dream'], { reverie: dreaming(report, requests) });
    assert.deepEqual(requests, [{ trigger: 'command', apply: 'auto', dryRun: false }]);
    assert.equal(
      ran.stdout,
      `Read 3 reviews (1 new) and 12 verdicts (9 new)
learned   add In scripts/, console.log is intended
          dismissed 9 times
          backtest pass on 6 held-out verdicts: dismissed ones shown 6 → 1, accepted ones hidden 0 → 0
          passed its backtest
Memory none → aaaaaaaaaa; reverie memory diff shows the change
`,
    );
  });

  it('says when a lesson lost its effect, instead of calling that learned', async () => {
    const common = { v: 1 as const, lesson: 'quiet-console-7x', by: 'person' as const, evidence: [] };
    const reinforce = {
      ...common,
      id: 'op-2',
      op: 'reinforce' as const,
      reason: 'contradicted: 8 of 9 dismissed',
      status: 'trial' as const,
    };
    const operations: DreamReport['operations'] = [
      {
        operation: { ...reinforce, counts: { accepted: 1, dismissed: 8, overruled: 1 }, confidence: 0.8, lastConfirmed: at },
        decision: 'apply',
        reason: 'contradicted: goes back on trial, so it hides nothing',
      },
      { operation: { ...common, id: 'op-3', op: 'retire', reason: 'taken back' }, decision: 'apply', reason: 'the evidence has turned' },
    ];
    const { stdout } = await runFake(['dream'], { reverie: dreaming({ ...report, operations }) });
    assert.match(
      stdout,
      /^trial {5}back on trial quiet-console-7x\n {10}contradicted: 8 of 9 dismissed\n {10}contradicted: goes back on trial, so it hides nothing$/m,
    );
    assert.match(stdout, /^retired {3}retire quiet-console-7x$/m);
  });

  it('passes --dry-run and --apply on', async () => {
    const requests: unknown[] = [];
    const ran = await runFake(['dream', '--dry-run', '--apply', 'ask'], { reverie: dreaming({ ...report, after: null }, requests) });
    assert.deepEqual(requests, [{ trigger: 'command', apply: 'ask', dryRun: true }]);
    assert.match(ran.stdout, /would {5}add[^]*Dry run: memory is as it was/);
  });

  it('exits with 0 when skipped, 2 when failed, 130 when cancelled, and says why', async () => {
    const states: [DreamReport['state'], number, RegExp][] = [
      ['skipped', 0, /No dream: another one runs\nNext: /],
      ['failed', 2, /The dream failed: another one runs/],
      ['cancelled', 130, /Cancelled: another one runs/],
    ];
    for (const [state, code, text] of states) {
      const ran = await runFake(['dream'], { reverie: dreaming({ ...report, state, reason: 'another one runs', operations: [] }) });
      assert.equal(ran.code, code);
      assert.match(ran.stdout, text);
    }
  });

  it('prints the documented JSON', async () => {
    const ran = await runFake(['dream', '--format', 'json'], { reverie: dreaming(report) });
    const json = JSON.parse(ran.stdout) as { operations: unknown[] };
    assert.deepEqual(Object.keys(json), ['version', 'dream', 'read', 'operations', 'memory']);
    assert.equal(json.operations.length, 1);
  });
});

describe('reverie transcripts and audit', () => {
  const source = { id: 's1', kind: 'cli' as const, path: '/repo/.git/reverie', createdAt: at };
  const entry: TranscriptEntry = {
    id: 'review-01',
    source,
    path: '/repo/.git/reverie/t/review-01.jsonl',
    file: 't/review-01.jsonl',
    bytes: 10,
  };
  const line = { v: 1 as const, seq: 0, at, prev: '0'.repeat(64) };
  const record: TranscriptRecord = {
    ...entry,
    state: 'sealed',
    hashes: [],
    unreadable: [{ type: 'unreadable', line: '{"type":"future"}', reason: 'unknown type' }],
    torn: { bytes: 7, text: '{"v":1,' },
    events: [
      {
        ...line,
        type: 'started',
        kind: 'review',
        id: 'review-01',
        repo: 'r',
        scope: { kind: 'staged' },
        tool: '1',
        writer: 'w',
        memory: null,
      },
      { ...line, type: 'finding', finding: sampleFinding() },
      {
        ...line,
        type: 'ended',
        state: 'done',
        usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 1 },
        counts: {},
      },
    ],
  };
  const reverie: Partial<Reverie> = { transcripts: () => Promise.resolve([entry]), transcript: () => Promise.resolve(record) };

  it('lists the newest ones with what came out', async () => {
    const ran = await runFake(['transcripts', 'list'], { reverie });
    assert.equal(ran.stdout, `review-01  ${at}  review of staged changes: done, 1 finding\n`);
    const none = await runFake(['transcripts', 'list'], { reverie: { transcripts: () => Promise.resolve([]) } });
    assert.match(none.stdout, /No transcripts yet\.\nNext: reverie review/);
    assert.equal((await runFake(['transcripts', 'list', '--limit', '0'])).code, 2);
  });

  it('lists one that cannot be read by what its id says, with the reason', async () => {
    const file = 'transcripts/r-01.jsonl';
    const reason = `${file} cannot be read: EISDIR: illegal operation on a directory, read`;
    const lost: TranscriptRecord = {
      ...entry,
      id: 'r-01',
      file,
      state: 'unreadable',
      events: [],
      hashes: [],
      unreadable: [{ type: 'unreadable', line: '', reason }],
    };
    const fake = { reverie: { transcripts: () => Promise.resolve([{ ...lost, bytes: 0 }]), transcript: () => Promise.resolve(lost) } };
    assert.equal((await runFake(['transcripts', 'list'], fake)).stdout, `r-01    review (unreadable): ${reason}\n`);
    const { stdout } = await runFake(['transcripts', 'list', '--format', 'json'], fake);
    const [listed] = (JSON.parse(stdout) as { transcripts: object[] }).transcripts;
    assert.deepEqual(listed, { id: 'r-01', kind: 'review', state: 'unreadable', reason, source: 's1', path: entry.path });
    assert.equal((await runFake(['transcripts', 'show', 'r-01'], fake)).stderr, `warning: ${reason}\n`);
  });

  it('shows one, with what could not be read', async () => {
    const ran = await runFake(['transcripts', 'show', 'review'], { reverie });
    assert.match(ran.stdout, /src\/cart\.ts:12 {2}The promise of save\(\) is not awaited/);
    assert.match(ran.stderr, /the last line of .* is torn \(7 bytes\)/);
    const json = JSON.parse((await runFake(['transcripts', 'show', 'review', '--format', 'json'], { reverie })).stdout) as {
      transcript: { events: unknown[] };
    };
    assert.equal(json.transcript.events.length, 3);
    assert.equal((await runFake(['transcripts', 'show', 'x'], { reverie })).code, 2);
  });

  it('audits: 0 when all is well or only warned about, 1 with an error', async () => {
    const problem = { file: 'ledger/a.jsonl', problem: 'cut tail', next: 'Restore it from a backup' };
    const audit = (severity?: 'error' | 'warning') =>
      runFake(['audit'], {
        reverie: {
          audit: () => Promise.resolve({ files: 2, events: 10, anchors: 1, problems: severity ? [{ severity, ...problem }] : [] }),
        },
      });
    const clean = await audit();
    assert.equal(clean.stdout, 'Everything recorded is there and unchanged: 2 files, 10 events, 1 anchor checked\n');
    assert.deepEqual([clean.code, (await audit('warning')).code, (await audit('error')).code], [0, 0, 1]);
    assert.match((await audit('error')).stdout, /error {3}ledger\/a\.jsonl: cut tail\n {8}Restore it from a backup/);
  });
});
