import assert from 'node:assert/strict';
import { world } from './world.js';

/** mulberry32: small, seeded, the same everywhere. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const folders = ['scripts', 'src/core', 'src/ui', 'test/unit', 'tools/build'];
const rules = ['no-console', 'eqeqeq', 'no-empty', 'max-lines'];

/** What the team wants, unknown to the engine. */
function rejects(rule: string, path: string): boolean {
  if (rule === 'no-console') return path.startsWith('scripts/') || path.startsWith('tools/');
  if (rule === 'max-lines') return true;
  if (rule === 'no-empty') return path.startsWith('test/');
  return false;
}

type Figures = { rejectedShown: number; rejected: number; acceptedHidden: number };

/** 200 reviews of three findings, a dream after every 20; figures of the reviews after the first half. */
async function live(seed: number, noise: number): Promise<Figures> {
  const random = seeded(seed);
  const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T;
  const w = world();
  const figures: Figures = { rejectedShown: 0, rejected: 0, acceptedHidden: 0 };
  for (let review = 0; review < 200; review++) {
    const sketches = Array.from({ length: 3 }, () => ({
      rule: pick(rules),
      path: `${pick(folders)}/file-${Math.floor(random() * 12)}.js`,
    }));
    const { shown, held } = await w.review(sketches);
    for (const f of shown) {
      const unwanted = rejects(f.rule ?? '', f.anchor.path);
      if (review >= 100 && unwanted) figures.rejectedShown++;
      if (unwanted !== random() < noise) w.dismiss(f, { reason: pick(['false-alarm', 'intended']) });
      else w.accept(f);
    }
    for (const { finding } of held) if (!rejects(finding.rule ?? '', finding.anchor.path)) figures.acceptedHidden++;
    if (review >= 100) figures.rejected += sketches.filter((s) => rejects(s.rule, s.path)).length;
    if (review % 20 === 19) {
      const report = await w.dream();
      assert.equal(report.state, 'done');
    }
  }
  return figures;
}

describe('A team with hidden preferences', () => {
  for (const { noise, seeds } of [
    { noise: 0, seeds: 3 },
    { noise: 0.1, seeds: 8 },
  ]) {
    it(`sees at least 60 % less of what it rejects, with ${noise * 100} % wrong verdicts`, async function () {
      this.timeout(120_000);
      const all: Figures = { rejectedShown: 0, rejected: 0, acceptedHidden: 0 };
      for (let seed = 1; seed <= seeds; seed++) {
        const figures = await live(seed, noise);
        all.rejectedShown += figures.rejectedShown;
        all.rejected += figures.rejected;
        all.acceptedHidden += figures.acceptedHidden;
      }
      assert.ok(all.rejectedShown <= 0.4 * all.rejected, `${all.rejectedShown} of ${all.rejected} rejected findings were shown`);
      if (noise === 0) assert.equal(all.acceptedHidden, 0);
    });
  }
});
