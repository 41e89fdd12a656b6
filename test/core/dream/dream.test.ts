import assert from 'node:assert/strict';
import { HumanError } from '../../../src/core/human-error.js';
import { codeOf, dreamState, readAhead, readExperience } from '../../../src/core/dream/experience.js';
import { readJournal } from '../../../src/core/dream/journal.js';
import type { Operation } from '../../../src/core/memory/operation.js';
import { personOperation } from '../../../src/core/dream/person-operation.js';
import { dream, type DreamDeps } from '../../../src/core/dream/dream.js';
import { dismissMany, memoryCache, world, type World } from './world.js';

const types = (w: World, id: string): string[] => w.records.find((r) => r.id === id)?.events.map((e) => e.type) ?? [];

describe('A dream', () => {
  it('writes down what it read, proposed, decided and applied, and seals it', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    const report = await w.dream();
    assert.equal(report.state, 'done');
    assert.deepEqual(report.read, { transcripts: 8, newTranscripts: 8, verdicts: 8, newVerdicts: 8 });
    assert.deepEqual([report.before, report.after], [null, 'version-1']);
    assert.deepEqual(types(w, report.dream), [
      'started',
      ...Array.from({ length: 8 }, () => 'episode'),
      'health',
      'proposed',
      'decided',
      'applied',
      'health',
      'ended',
    ]);
    assert.deepEqual(
      w.anchors.map((a) => [a.file, a.seq]),
      [['ledger/writer-1-2026-01.jsonl', 7]],
    );
  });

  it('measures the health of memory before and after, and keeps both in the journal', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    const report = await w.dream();
    assert.deepEqual([report.health?.before.effective, report.health?.after.effective], [0, 1]);
    assert.ok((report.health?.after.tokens ?? 0) > 0);
    assert.deepEqual((await readJournal(w.deps))[0]?.health, report.health);
    const { held } = await w.review([{ rule: 'no-console', path: 'scripts/new.js' }]);
    for (const h of held) w.overrule(h);
    const next = await w.dream();
    assert.deepEqual([next.health?.before.harmful, next.health?.before.effective], [1, 1]);
  });

  it('invariant 8: every skip has a visible reason: nothing is new', async () => {
    const w = world();
    await dismissMany(w, 3, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    const again = await w.dream();
    assert.deepEqual([again.state, again.reason], ['skipped', 'no new reviews or verdicts since the last dream']);
    assert.deepEqual(types(w, again.dream), ['started', 'ended']);
  });

  it('invariant 8: every skip has a visible reason: another one holds the lease, or memory cannot be written', async () => {
    const w = world();
    await dismissMany(w, 3, { rule: 'no-console', path: 'scripts/*.js' });
    const other = await w.memory.lease('dream');
    assert.equal(other.state, 'held');
    const report = await w.dream();
    assert.equal(report.state, 'skipped');
    assert.match(report.reason ?? '', /another dream is going on/);
    if (other.state === 'held') await other.lease.release();
    const readOnly = await dream(
      { ...w.deps, memory: { ...w.memory, writable: false } },
      { trigger: 'idle', apply: 'auto' },
      { signal: new AbortController().signal },
    );
    assert.deepEqual([readOnly.state, readOnly.reason], ['skipped', 'memory cannot be written here']);
    assert.equal((await w.dream()).state, 'done', 'the lease was given back');
  });

  it('changes nothing and writes nothing in a dry run', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    const records = w.records.length;
    const report = await w.dream({ dryRun: true });
    assert.deepEqual(
      report.operations.map((o) => o.decision),
      ['apply'],
    );
    assert.deepEqual([w.records.length, w.memory.lessons().size, w.anchors.length], [records, 0, 0]);
    assert.equal((await w.dream()).read.newTranscripts, 8);
  });

  it('leaves its operations on a proposal when it has to ask, and replaces an older one for the same lesson', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream({ apply: 'ask' });
    assert.equal(w.memory.lessons().size, 0);
    await dismissMany(w, 1, { rule: 'no-console', path: 'scripts/x.js' });
    const second = await w.dream({ apply: 'ask' });
    assert.deepEqual(
      (await w.memory.proposals()).map((p) => [p.dream, p.operations.length]),
      [[second.dream, 1]],
    );
  });

  it('stops a widened lesson from hiding what people want by now, also when its narrower scope is not proved', async () => {
    const w = world();
    await dismissMany(w, 6, { rule: 'eqeqeq', path: 'src/a/*.js' });
    await w.dream();
    for (const folder of ['b', 'c', 'd']) await dismissMany(w, 4, { rule: 'eqeqeq', path: `src/${folder}/*.js` });
    await w.dream();
    const hides = async (path: string): Promise<boolean> => (await w.review([{ rule: 'eqeqeq', path }])).held.length > 0;
    assert.ok(await hides('src/b/new.js'), 'it has widened');
    for (const folder of ['b', 'c', 'd', 'b', 'c', 'd']) {
      const { held, shown } = await w.review([{ rule: 'eqeqeq', path: `src/${folder}/wanted.js` }]);
      for (const h of held) w.overrule(h);
      for (const f of shown) w.accept(f);
    }
    await w.dream();
    assert.equal(await hides('src/b/newer.js'), false);
  });

  it('does not dream the daily dream of a day again that another window has dreamt meanwhile', async () => {
    const w = world();
    await dismissMany(w, 1, { rule: 'r', path: 'a/*.js' });
    assert.equal((await w.dream({ trigger: 'daily', day: '2026-06-10' })).state, 'done');
    await dismissMany(w, 1, { rule: 'r', path: 'b/*.js' });
    const again = await w.dream({ trigger: 'daily', day: '2026-06-10' });
    assert.deepEqual([again.state, again.reason], ['skipped', 'the daily dream of 2026-06-10 has run already']);
    const next = await w.dream({ trigger: 'daily', day: '2026-06-11' });
    assert.deepEqual([next.state, next.read.newTranscripts], ['done', 1]);
  });

  it('does not read again what a dream with a cache of its own has read since it began to read', async () => {
    const w = world();
    await dismissMany(w, 3, { rule: 'r', path: 'a/*.js' });
    const elsewhere = { ...w.deps, cache: memoryCache() };
    const ahead = readAhead(elsewhere.cache);
    await ahead;
    assert.equal((await w.dream()).state, 'done');
    const { newEpisodes, newVerdicts } = await readExperience(elsewhere, { ahead });
    assert.deepEqual([newEpisodes, newVerdicts], [[], 0]);
    const again = await dream(elsewhere, { trigger: 'idle', apply: 'auto' }, { signal: new AbortController().signal });
    assert.deepEqual([again.state, again.reason], ['skipped', 'no new reviews or verdicts since the last dream']);
  });

  it('has the lease until its transcript is sealed and what it has read is kept: whoever waits for it sees all of it', async () => {
    const w = world();
    await dismissMany(w, 3, { rule: 'r', path: 'a/*.js' });
    const seen: [string, string][] = [];
    const leaseAt = async (step: string): Promise<void> => void seen.push([step, (await w.memory.lease('dream')).state]);
    const { transcripts, cache } = w.deps;
    const deps: DreamDeps = {
      ...w.deps,
      transcripts: {
        ...transcripts,
        async create(started) {
          const writer = await transcripts.create(started);
          return { ...writer, seal: (ended) => leaseAt('seal').then(() => writer.seal(ended)) };
        },
      },
      cache: {
        ...cache!,
        async stage(key, value) {
          const keep = await cache!.stage(key, value);
          return () => leaseAt('keep').then(keep);
        },
      },
    };
    assert.equal((await dream(deps, { trigger: 'idle', apply: 'auto' }, { signal: new AbortController().signal })).state, 'done');
    await leaseAt('end');
    assert.deepEqual(seen, [
      ['seal', 'refused'],
      ['keep', 'refused'],
      ['end', 'held'],
    ]);
  });

  it('follows earlier findings once it has the lease, and reads what that tells; a dry run follows nothing', async () => {
    const w = world();
    const { shown } = await w.review([{ rule: 'r', path: 'a.js' }]);
    await w.review([{ rule: 'r', path: 'b.js' }]);
    await w.dream();
    const fresh = await w.review([{ rule: 'r', path: 'c.js' }]);
    const told: string[][] = [];
    const deps: DreamDeps = {
      ...w.deps,
      follow: async ({ past, entries }) => {
        told.push([...past.known.newest('r-', 9), ...entries].map(({ id }) => id).filter((id) => id.startsWith('r-')));
        w.outcome(shown[0]!, 'fixed');
      },
    };
    const { signal } = new AbortController();
    const request = { trigger: 'command', apply: 'auto' } as const;
    assert.equal((await dream(deps, { ...request, dryRun: true }, { signal })).read.newVerdicts, 0);
    assert.equal((await dream(deps, request, { signal })).read.newVerdicts, 1);
    assert.deepEqual([told.length, told[0]?.length, told[0]?.includes(fresh.id)], [1, 3, true]);
    const held = await w.memory.lease('dream', { signal });
    assert.equal(held.state, 'held');
    assert.equal((await dream(deps, request, { signal })).state, 'skipped');
    assert.equal(told.length, 1);
  });

  it('keeps memory as it was when it is cancelled', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    const stop = new AbortController();
    const report = await dream(
      w.deps,
      { trigger: 'command', apply: 'auto' },
      { signal: stop.signal, onProgress: (p) => p.phase === 'backtest' && stop.abort() },
    );
    assert.equal(report.state, 'cancelled');
    assert.equal(w.memory.lessons().size, 0);
    const next = await w.dream();
    assert.deepEqual([next.state, next.read.newTranscripts], ['done', 8]);
  });

  it('gives way to a review, says so, and has its turn again at once', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    const stop = new AbortController();
    const pause = Object.assign(new Error('a review began'), { name: 'Paused' });
    const report = await dream(
      w.deps,
      { trigger: 'idle', apply: 'auto' },
      { signal: stop.signal, onProgress: (p) => p.phase === 'backtest' && stop.abort(pause) },
    );
    assert.deepEqual([report.state, report.reason, w.memory.lessons().size], ['cancelled', 'paused: a review began', 0]);
    assert.equal((await readJournal(w.deps))[0]?.reason, 'paused: a review began');
    const state = await dreamState({ ...w.deps, clock: w.ports.clock });
    assert.deepEqual([state.lastAttemptAt, state.newTranscripts], [undefined, 8]);
    w.reads.length = 0;
    assert.equal((await w.dream()).state, 'done');
    assert.deepEqual(
      w.reads.filter((id) => id.startsWith('r-')),
      [],
      'what was digested before it gave way is not read again',
    );
  });

  it('fails with a reason a person can act on, throws what is a bug, and either way says so in its transcript', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    w.memory.failNext('apply', new HumanError('The disk is full', { next: 'Free some space' }));
    const report = await w.dream();
    assert.deepEqual([report.state, report.reason, report.after], ['failed', 'The disk is full', null]);
    w.memory.failNext('apply', new TypeError('x is undefined'));
    await assert.rejects(w.dream(), TypeError);
    const journal = await readJournal(w.deps);
    assert.deepEqual(
      journal.map((d) => [d.state, d.reason]),
      [
        ['failed', 'x is undefined'],
        ['failed', 'The disk is full'],
      ],
    );
    assert.equal((await w.dream()).read.newVerdicts, 8, 'the next dream has everything to read');
  });

  it('killed at any step leaves the old memory or the new one, and the next dream comes to the same end', async () => {
    const whole = world();
    await dismissMany(whole, 8, { rule: 'no-console', path: 'scripts/*.js' });
    const steps = types(whole, (await whole.dream()).dream).length;
    const wanted = [...whole.memory.lessons().values()].map((l) => [l.id, l.status, l.counts]);
    for (let step = 1; step < steps; step++) {
      const w = world();
      await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
      await killedAfter(w, step);
      const journal = await readJournal(w.deps);
      assert.equal(journal[0]?.state, 'failed');
      assert.match(
        journal[0]?.reason ?? '',
        /^cut off (?:before it had read|while it (?:read|weighed|decided)|when its changes|after memory)/,
      );
      assert.ok([0, 1].includes(w.memory.lessons().size));
      assert.equal((await w.dream()).state, 'done', `after step ${step}`);
      assert.deepEqual(
        [...w.memory.lessons().values()].map((l) => [l.id, l.status, l.counts]),
        wanted,
      );
    }
  });
});

/** Lets a dream write so many events and then never hear of anything again, as a killed process. */
async function killedAfter(w: World, events: number): Promise<void> {
  const killed = new Promise<never>(() => undefined);
  let left = events;
  let reached = (): void => undefined;
  const end = new Promise<void>((resolve) => (reached = resolve));
  const transcripts: typeof w.deps.transcripts = {
    ...w.deps.transcripts,
    async create(started) {
      const writer = await w.deps.transcripts.create(started);
      const step = async <T>(go: () => Promise<T>): Promise<T> => {
        if (--left > 0) return go();
        reached();
        return killed;
      };
      return { id: writer.id, append: (p) => step(() => writer.append(p)), seal: (e) => step(() => writer.seal(e)) };
    },
  };
  void dream({ ...w.deps, transcripts }, { trigger: 'idle', apply: 'auto' }, { signal: new AbortController().signal });
  await end;
  const record = w.records.at(-1);
  assert.ok(record);
  record.state = 'abandoned';
  w.memory.loseLeases();
}

describe('Sleeping and waking', () => {
  it('puts a lesson to sleep when all the code that it cites is gone, and wakes it into a trial when some is back', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    const gone = new Set(['scripts/3.js', 'scripts/4.js', 'scripts/5.js', 'scripts/6.js']);
    w.deps.findCode = async ({ path }) => (gone.has(path) ? 'gone' : 'holds');
    const status = async (): Promise<string[]> => {
      await w.review([{ rule: 'other', path: 'a.js' }]);
      await w.dream();
      return [...w.memory.lessons().values()].map((l) => l.status);
    };
    assert.deepEqual(await status(), ['active'], 'one of the five places is left');
    gone.add('scripts/7.js');
    assert.deepEqual(await status(), ['dormant']);
    gone.clear();
    assert.deepEqual(await status(), ['trial']);
  });

  it('neither puts to sleep nor wakes on what cannot be read, and leaves awake what a person woke', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    const dreamOn = async (state: 'gone' | 'unknown'): Promise<string | undefined> => {
      w.deps.findCode = async () => state;
      await w.review([{ rule: 'other', path: 'a.js' }]);
      await w.dream();
      return [...w.memory.lessons().values()][0]?.status;
    };
    assert.equal(await dreamOn('unknown'), 'active');
    assert.equal(await dreamOn('gone'), 'dormant');
    assert.equal(await dreamOn('unknown'), 'dormant');
    const [asleep] = w.memory.lessons().values();
    assert.ok(asleep);
    await w.memory.apply([personOperation(w.ports, asleep, 'activate')], { message: 'm' });
    assert.equal(await dreamOn('gone'), 'active');
  });

  it('wakes nobody for their code that sleeps on somebody’s word', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    const [awake] = w.memory.lessons().values();
    const sleep: Operation = { v: 1, id: 'by-hand', op: 'sleep', lesson: awake?.id ?? '', reason: 'not now', by: 'person', evidence: [] };
    await w.memory.apply([sleep], { message: 'm' });
    w.deps.findCode = async () => 'holds';
    for (let n = 0; n < 3; n++) {
      await w.review([{ rule: 'other', path: 'a.js' }]);
      assert.deepEqual((await w.dream()).operations, []);
    }
    assert.equal([...w.memory.lessons().values()][0]?.status, 'dormant');
  });

  it('neither builds on nor touches a lesson that no operation brought', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    const [lesson] = w.memory.lessons().values();
    assert.ok(lesson);
    w.memory.unverified.add(lesson.id);
    w.deps.findCode = async () => 'gone';
    await dismissMany(w, 2, { rule: 'no-console', path: 'scripts/more-*.js' });
    assert.deepEqual((await w.dream()).operations, []);
  });
});

describe('What a dream reads', () => {
  it('reads only what is new: sealed transcripts are digested once', async () => {
    const w = world();
    await dismissMany(w, 5, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    w.reads.length = 0;
    const { id } = await w.review([{ rule: 'no-console', path: 'scripts/x.js' }]);
    const report = await w.dream();
    assert.deepEqual(report.read, { transcripts: 6, newTranscripts: 1, verdicts: 5, newVerdicts: 0 });
    assert.deepEqual(
      w.reads.filter((r) => r.startsWith('r-')),
      [id],
    );
  });

  it('makes a damaged or unreachable cache again', async () => {
    const w = world();
    await dismissMany(w, 5, { rule: 'no-console', path: 'scripts/*.js' });
    const before = await readExperience(w.deps);
    for (const [i, key] of [...w.cache.values.keys()].entries())
      w.cache.values.set(key, ['{}', '"x"', '{"kind":"review"}', 'null', '[]'][i % 5] ?? '');
    assert.deepEqual((await readExperience(w.deps)).episodes, before.episodes);
    const fails = () => Promise.reject(new Error('no disk'));
    const broken = { get: fails, version: fails, put: fails, stage: fails };
    const without = await readExperience({ ...w.deps, cache: broken });
    assert.deepEqual(without.episodes, before.episodes);
    assert.deepEqual(without.problems, ['digests cannot be cached: no disk']);
  });

  it('waits for an open transcript, and takes an abandoned one as it is', async () => {
    const w = world();
    await w.review([{ rule: 'r', path: 'a.js' }], { state: 'open' });
    await w.review([{ rule: 'r', path: 'b.js' }], { state: 'abandoned' });
    const { episodes } = await readExperience(w.deps);
    assert.deepEqual(
      episodes.map((e) => [e.state, e.findings[0]?.path]),
      [['abandoned', 'b.js']],
    );
  });

  it('learns from what a killed process left, and says how many are still being written', async () => {
    const w = world();
    const { id } = await w.review([{ rule: 'r', path: 'a.js' }], { state: 'open' });
    const alive = await w.review([{ rule: 'r', path: 'b.js' }], { state: 'open' });
    const settle = w.deps.transcripts.settle.bind(w.deps.transcripts);
    w.deps.transcripts.settle = (entries, options) =>
      settle(
        entries.filter((e) => e.id !== alive.id),
        options,
      );
    const report = await w.dream();
    assert.deepEqual([report.state, report.read.transcripts, report.read.open], ['done', 1, 1]);
    assert.deepEqual(
      (await readJournal(w.deps)).map((d) => d.read.open),
      [1],
    );
    const { episodes } = await readExperience(w.deps);
    assert.deepEqual(
      episodes.map((e) => [e.review, e.state]),
      [[id, 'abandoned']],
    );
  });

  it('names the file and the reason of every transcript that it cannot read whole', async () => {
    const w = world();
    await w.review([{ rule: 'r', path: 'a.js' }]);
    await w.review([{ rule: 'r', path: 'b.js' }], { state: 'abandoned' });
    await w.review([], { state: 'unreadable' });
    const [sealed, torn, folder] = w.records;
    const foreign = { type: 'unreadable' as const, line: '{}', reason: 'written by a newer version of Reverie (schema 2)' };
    sealed?.unreadable.push(foreign, foreign);
    Object.assign(torn ?? {}, { torn: { bytes: 6, text: '{"v":1' } });
    Object.assign(folder ?? {}, { events: [], unreadable: [{ ...foreign, reason: 'it cannot be read: EISDIR' }] });
    const problems = [
      `${sealed?.path}: 2 lines cannot be read: written by a newer version of Reverie (schema 2)`,
      `${torn?.path}: torn last line: 6 bytes are not read`,
      `${folder?.path}: it cannot be read: EISDIR`,
    ];
    assert.deepEqual((await readExperience(w.deps)).problems, problems);
    const report = await w.dream();
    const noted = w.records.find((r) => r.id === report.dream)?.events.flatMap((e) => (e.type === 'failure' ? [e.reason] : []));
    assert.deepEqual(noted, problems, 'also when somebody looked before');
    sealed?.unreadable.splice(0);
    assert.deepEqual((await readExperience(w.deps)).problems, problems.slice(1), 'what can be read after all is read again');
  });

  it('keeps of a review what failed, what was asked in vain, what it took and how it was graded, each with its line', async () => {
    const w = world();
    const { id } = await w.review([{ rule: 'r', path: 'a.js' }]);
    const record = w.records.find((r) => r.id === id);
    const ended = record?.events.pop();
    const hash = record?.hashes.pop() ?? '';
    const usage = { inputTokens: 1, cacheWriteTokens: 0, cacheReadTokens: 0, outputTokens: 1 };
    const turn = {
      type: 'turn',
      agent: 'a1',
      round: 1,
      text: '',
      calls: [{ id: 'c', name: 'read_file', input: { path: 'x' } }],
      stop: 'tool',
      usage,
      costUsd: 0,
      wallMs: 1,
    };
    for (const event of [
      { type: 'failure', where: 'rules', reason: 'the grammar is missing' },
      turn,
      { ...turn, round: 2 },
      { type: 'tool-result', agent: 'a1', call: 'c', name: 'read_file', text: 'there is no x', isError: true, wallMs: 1 },
      { type: 'graded', round: 1, grade: { state: 'satisfied', rounds: 1, criteria: [] } },
    ]) {
      record?.events.push({ v: 1, seq: record.events.length, at: '2026-01-05T10:00:00.000Z', prev: '', ...event } as never);
      record?.hashes.push(`hash-${record.hashes.length}`);
    }
    record?.events.push({ ...ended, seq: record.events.length } as never);
    record?.hashes.push(hash);
    const [episode] = (await readExperience(w.deps)).episodes;
    assert.deepEqual(
      episode?.troubles.map((t) => [t.where, t.reason, record?.hashes[t.seq] === t.hash]),
      [
        ['rules', 'the grammar is missing', true],
        ['read_file', 'there is no x', true],
      ],
    );
    assert.deepEqual([episode?.failures, episode?.wastedCalls, episode?.grade?.state, episode?.usage?.wallMs], [1, 2, 'satisfied', 1]);
  });

  it('points from a finding to its line, and to its code with its hash', async () => {
    const w = world();
    const { shown } = await w.review([{ rule: 'r', path: 'a.js', quote: 'console.log(1)', line: 7 }]);
    const { episodes, placeOf } = await readExperience(w.deps);
    const [finding] = episodes[0]?.findings ?? [];
    assert.equal(w.records[0]?.hashes[finding?.seq ?? -1], finding?.hash);
    const code = codeOf(placeOf, w.ports.hash)(shown[0]?.fingerprint ?? '');
    assert.deepEqual(code, {
      type: 'code',
      path: 'a.js',
      startLine: 7,
      endLine: 7,
      quote: 'console.log(1)',
      hash: w.ports.hash.sha256('console.log(1)'),
    });
  });

  it('knows when the last dream ended and what is new since', async () => {
    const w = world();
    const deps = { ...w.deps, clock: w.ports.clock };
    assert.deepEqual(await dreamState(deps), { ends: [], newTranscripts: 0, newVerdicts: 0 });
    await dismissMany(w, 2, { rule: 'r', path: 'a/*.js' });
    const { endedAt } = await w.dream();
    await dismissMany(w, 3, { rule: 'r', path: 'b/*.js' });
    const state = await dreamState(deps);
    assert.deepEqual([state.newTranscripts, state.newVerdicts], [3, 3]);
    assert.ok(Math.abs(Date.parse(state.lastDreamAt ?? '') - Date.parse(endedAt)) < 5000);
    w.ports.clock.setWall('2025-01-01T00:00:00.000Z');
    assert.equal((await dreamState(deps)).lastDreamAt, undefined, 'an instant from far ahead was written by a wrong clock');
  });

  it('knows of the dreams of today also after many of which a wrong clock said that they were later', async () => {
    const w = world();
    const deps = { ...w.deps, clock: w.ports.clock };
    w.ports.clock.setWall('2031-01-01T00:00:00.000Z');
    for (let i = 0; i < 40; i++) {
      await dismissMany(w, 1, { rule: `r${i}`, path: 'a/*.js' });
      assert.equal((await w.dream()).state, 'done');
    }
    w.ports.clock.setWall('2026-06-10T01:00:00.000Z');
    await dismissMany(w, 1, { rule: 'today', path: 'a/*.js' });
    const today = await w.dream({ trigger: 'daily', day: '2026-06-10' });
    await dismissMany(w, 1, { rule: 'later', path: 'a/*.js' });
    const later = await w.dream({ trigger: 'idle' });
    const { ends } = await dreamState(deps);
    assert.deepEqual(
      ends.slice(-2).map(({ dream: id, how, day }) => [id, how, day]),
      [
        [today.dream, 'done', '2026-06-10'],
        [later.dream, 'done', undefined],
      ],
    );
  });
});

describe('The journal', () => {
  it('lists every dream, newest first, with its numbers, and opens no review for it', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    const first = await w.dream({ trigger: 'daily' });
    const second = await w.dream({ trigger: 'idle' });
    w.reads.length = 0;
    const journal = await readJournal({ transcripts: w.deps.transcripts });
    assert.deepEqual(
      journal.map((d) => [d.dream, d.trigger, d.state]),
      [
        [second.dream, 'idle', 'skipped'],
        [first.dream, 'daily', 'done'],
      ],
    );
    assert.deepEqual({ ...journal[1], startedAt: '', endedAt: '' }, { ...first, startedAt: '', endedAt: '' });
    assert.ok(w.reads.every((id) => id.startsWith('d-')));
  });
});
