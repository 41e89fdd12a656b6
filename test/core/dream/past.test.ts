import assert from 'node:assert/strict';
import { readAhead, readExperience, type Experience } from '../../../src/core/dream/experience.js';
import { dream } from '../../../src/core/dream/dream.js';
import type { Observation } from '../../../src/core/dream/observation.js';
import { loadPast } from '../../../src/core/dream/stored-past.js';
import { sampleObservations, sampleSize } from '../../../src/core/dream/sample-observations.js';
import { unwantedSince } from '../../../src/core/dream/unwanted.js';
import type { HeldBack, Finding } from '../../../src/core/review/finding.js';
import { subjectOf } from '../../../src/core/review/subject.js';
import { seeded } from '../../support/seeded.js';
import { dismissMany, world, type World } from './world.js';

/** All that a dream decides on. */
async function told(w: World, e: Experience, findings: Finding[]): Promise<object> {
  const { lessons } = await w.memory.read();
  return {
    reviews: e.reviews,
    observations: e.observations,
    newEpisodes: e.newEpisodes.map((n) => n.review),
    newLines: e.newLines.map((l) => l.hash),
    verdicts: e.verdicts,
    deeds: Object.fromEntries(e.deeds.byLesson),
    starts: e.deeds.starts,
    discarded: [...e.discarded],
    since: Object.fromEntries(unwantedSince(e, lessons, await w.memory.history({ limit: 500 }))),
    cited: w.lines.map(({ source, file, event, hash }) =>
      e.citedFingerprint({ type: 'event', source: source.id, file, seq: event.seq, hash, quote: '' }),
    ),
    places: findings.map((f) => e.placeOf(f.fingerprint)),
  };
}

/** As JSON has it. */
const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

describe('The past that dreams keep', () => {
  it('says what reading everything again says, whatever was reviewed, said, taken back, dreamt and discarded', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const w = world();
      const random = seeded(seed);
      const pick = <T>(from: T[]): T | undefined => from[Math.floor(random() * from.length)];
      const findings: Finding[] = [];
      const held: HeldBack[] = [];
      for (let step = 0; step < 60; step++) {
        const what = random();
        if (what < 0.5) {
          const made = await w.review(
            [0, 1].map(() => ({
              rule: pick(['a', 'b']) ?? 'a',
              path: `${pick(['src', 'test', 'scripts'])}/${Math.floor(random() * 4)}.js`,
            })),
          );
          findings.push(...made.shown);
          held.push(...made.held);
          for (const f of made.shown) if (random() < 0.7) w.dismiss(f, { reason: random() < 0.1 ? 'never-here' : 'intended' });
        } else if (what < 0.8) {
          const f = pick(findings);
          if (f)
            pick([
              () => w.accept(f),
              () => w.withdraw(f),
              () => w.contest(f),
              () => w.outcome(f, 'fixed'),
              () => w.outcome(f, 'survived'),
            ])?.();
          const h = pick(held);
          if (h && random() < 0.2) w.overrule(h);
        } else {
          const report = await w.dream({ apply: random() < 0.3 ? 'ask' : 'auto' });
          const waits = report.operations.find((o) => o.decision === 'wait');
          if (waits && random() < 0.5)
            w.record({ type: 'proposal-decided', dream: report.dream, operation: waits.operation.id, decision: 'discard', by: 'person' });
        }
        const { cache: _, ...without } = w.deps;
        const [kept, whole] = [await readExperience(w.deps), await readExperience(without)];
        assert.deepEqual(plain(await told(w, kept, findings)), plain(await told(w, whole, findings)), `seed ${seed}, step ${step}`);
      }
    }
  });

  it('is read anew where another dream came to its end after it was read ahead', async () => {
    const w = world();
    await dismissMany(w, 3, { rule: 'a', path: 'src/*.js' });
    await w.dream();
    await dismissMany(w, 3, { rule: 'b', path: 'src/*.js' });
    const ahead = readAhead(w.deps.cache);
    await ahead;
    await w.dream();
    const late = await w.review([{ rule: 'c', path: 'late.js' }]);
    w.dismiss(late.shown[0]!);
    const { cache: _, ...without } = w.deps;
    const [kept, whole] = [await readExperience(w.deps, { ahead }), await readExperience(without)];
    assert.equal(kept.newVerdicts, 1);
    assert.deepEqual(plain(await told(w, kept, late.shown)), plain(await told(w, whole, late.shown)));
  });

  it('is made again where what was kept is not what a dream keeps', async () => {
    const w = world();
    await dismissMany(w, 3, { rule: 'a', path: 'src/*.js' });
    await w.dream();
    const before = await readExperience(w.deps);
    const kept = [...w.cache.values.keys()].find((key) => key.startsWith('past'));
    assert.ok(kept);
    const value = JSON.parse(w.cache.values.get(kept) ?? '') as object;
    for (const wrong of [{ known: 3 }, { voices: 3 }, { marks: [null] }]) {
      w.cache.values.set(kept, JSON.stringify({ ...value, ...wrong }));
      const again = await readExperience(w.deps, { ahead: readAhead(w.deps.cache) });
      assert.deepEqual([again.reviews, plain(again.observations)], [before.reviews, plain(before.observations)], JSON.stringify(wrong));
    }
  });

  it('is not relied on when a ledger or a transcript that it knows is gone', async () => {
    const w = world();
    await dismissMany(w, 5, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    w.records.splice(1, 1);
    assert.deepEqual([(await readExperience(w.deps)).reviews], [4]);
  });

  it('counts a review that was cut off once, however many dreams read it', async () => {
    const w = world();
    await w.review([{ rule: 'a', path: 'src/a.js' }], { state: 'abandoned' });
    await w.review([{ rule: 'a', path: 'src/b.js' }]);
    for (let i = 0; i < 3; i++) {
      await w.review([{ rule: 'a', path: `src/c${i}.js` }]);
      await w.dream();
    }
    const { cache: _, ...without } = w.deps;
    const [kept, whole] = [await readExperience(w.deps), await readExperience(without)];
    assert.equal(kept.deeds.starts.length, 5);
    assert.deepEqual(kept.deeds, whole.deeds);
    assert.equal(kept.reviews, whole.reviews);
  });

  it('keeps a dream that was cut off once, however many dreams follow', async () => {
    const w = world();
    await w.review([{ rule: 'a', path: 'src/a.js' }]);
    await w.dream();
    const cut = w.records.at(-1);
    assert.ok(cut);
    assert.ok(cut.id.startsWith('d-'));
    cut.state = 'abandoned';
    cut.events.pop();
    for (let i = 0; i < 3; i++) {
      await w.review([{ rule: 'a', path: `src/b${i}.js` }]);
      await w.dream();
    }
    const { dreams } = await readExperience(w.deps);
    assert.equal(dreams.filter((d) => d.dream === cut.id).length, 1);
    assert.equal(dreams.length, 4);
  });

  it('is not kept by a dream that did not come to its end', async () => {
    const w = world();
    await dismissMany(w, 8, { rule: 'no-console', path: 'scripts/*.js' });
    w.memory.failNext('apply', new Error('no'));
    await assert.rejects(w.dream());
    assert.equal((await readExperience(w.deps)).newVerdicts, 8);
  });

  it('looks up where an old finding stood when somebody speaks of it only now', async () => {
    const w = world();
    const first = await w.review([{ rule: 'a', path: 'old.js', quote: 'old()', line: 9 }]);
    await dismissMany(w, 2, { rule: 'b', path: 'x*.js' });
    await w.review(Array.from({ length: 1100 }, (_, i) => ({ rule: 'c', path: `many-${i}.js` })));
    await w.dream();
    w.reads.length = 0;
    const [f] = first.shown;
    assert.ok(f);
    w.record({
      type: 'verdict',
      review: first.id,
      finding: f.id,
      fingerprint: f.fingerprint,
      verdict: 'accept',
      by: 'person',
      subject: subjectOf(f),
    });
    const { placeOf } = await readExperience(w.deps);
    assert.deepEqual(placeOf(f.fingerprint)?.lines, { startLine: 9, endLine: 9 });
  });
});

describe('What a dream costs', () => {
  it('lists the transcripts once, under its lease, however many there are', async () => {
    const w = world();
    await dismissMany(w, 5, { rule: 'no-console', path: 'scripts/*.js' });
    await w.dream();
    await dismissMany(w, 1, { rule: 'no-console', path: 'scripts/*.js' });
    let lists = 0;
    const list: typeof w.deps.transcripts.list = (options) => {
      lists++;
      return w.deps.transcripts.list(options);
    };
    const deps = { ...w.deps, transcripts: { ...w.deps.transcripts, list } };
    const { state, read } = await dream(deps, { trigger: 'command', apply: 'auto' }, { signal: new AbortController().signal });
    assert.deepEqual([state, read.newTranscripts, lists], ['done', 1, 1]);
  });

  it('does not grow with the reviews that dreams have read and that are folded in', async () => {
    const w = world();
    for (let round = 0; round < 4; round++) {
      await dismissMany(w, 3, { rule: 'no-console', path: 'scripts/*.js' });
      await w.dream();
    }
    const past = await loadPast(w.deps.cache);
    assert.deepEqual([past?.reviews, past?.known.size, [...(past?.alsoRead ?? [])]], [12, 15, []]);
  });
});

describe('The sample of observations', () => {
  const observation = (i: number, more: Partial<Observation> = {}): Observation => ({
    at: new Date(i * 60_000).toISOString(),
    fingerprint: `f-${i}`,
    verdict: 'rejected',
    authority: 'person',
    subject: {
      rule: `rule-${i % 30}`,
      category: 'maintainability',
      severity: 'low',
      security: false,
      path: `src/p${i % 7}/a.ts`,
      source: 'rules',
      lessons: [],
    },
    cite: { source: 's', file: 'l', seq: i, hash: '' },
    overruled: [],
    ...more,
  });
  const many = Array.from({ length: 9000 }, (_, i) => observation(i));

  it('has bounds, keeps the order, the newest and what people asked for by name', () => {
    const asked = observation(9, { reason: 'never-here' });
    const sample = sampleObservations([...many.slice(0, 9), asked, ...many.slice(10)]);
    assert.ok(sample.length <= sampleSize);
    assert.ok(sample.includes(asked));
    assert.deepEqual(sample.slice(-1000), many.slice(-1000));
    assert.deepEqual(
      sample,
      sample.toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    );
  });

  it('keeps the newest of a rule in a folder of which nobody has spoken for long', () => {
    const old = Array.from({ length: 40 }, (_, i) => observation(i, { subject: { ...observation(i).subject, rule: 'rare' } }));
    const sample = sampleObservations([...old, ...many.slice(40)]);
    const rare = sample.filter((o) => o.subject.rule === 'rare');
    assert.ok(rare.length >= 40 || rare.length >= 7 * 5, String(rare.length));
  });

  it('changes nothing when it is sampled again with what is new', () => {
    const once = sampleObservations(many.slice(0, 8000));
    const again = sampleObservations([...once, ...many.slice(8000)]);
    const whole = sampleObservations(many);
    const common = again.filter((o) => whole.includes(o)).length;
    assert.ok(common >= 0.97 * whole.length, `${common} of ${whole.length}`);
  });
});
