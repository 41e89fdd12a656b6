import assert from 'node:assert/strict';
import { personOperation } from '../../../src/core/dream/person-operation.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import type { Finding } from '../../../src/core/review/finding.js';
import { seeded } from '../../support/seeded.js';
import { codeEvidence, eventEvidence, lesson } from '../memory/lessons.js';
import { type FindingSketch, type World, world } from './world.js';

const rules = Array.from({ length: 8 }, (_, n) => `rule-${n}`);
const folders = ['src', 'src/core', 'src/ui/deep/er', 'test', 'scripts', 'x'];
const odd = [
  '',
  'a',
  `${'a/'.repeat(400)}x.js`,
  'src/[id]/page.tsx',
  'src/*.js',
  'src/a b/{x,y}.ts',
  'src\\win.js',
  'src/new\nline.js',
  '**',
  '!neg.js',
];
const reasons = ['false-alarm', 'intended', 'not-worth-it', 'already-handled', 'never-here', 'other'] as const;

type Life = { seed: number; /** What is wrong with the clocks of those who speak. */ clock: 'right' | 'stands' | 'ahead' | 'behind' };
type Lived = { said: string[]; refused: string[]; pinnedChanged: string[]; quiet: string[] };

/** A team that contradicts itself and slips, in a repository whose rules and files are renamed; then six dreams in which nothing is new. */
async function live({ seed, clock }: Life): Promise<Lived> {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const w = world();
  w.memory.replace(Array.from({ length: 40 }, (_, n) => anyLesson(n, random, pick)));
  const lived: Lived = { said: [], refused: [], pinnedChanged: [], quiet: [] };
  const findings: Finding[] = [];
  const taste = new Map<string, boolean>();
  let stands: string | undefined;
  const heard = ({ event }: ReturnType<World['accept']>): void => {
    const ahead = random() * 3e11;
    if (clock === 'stands') event.at = stands ??= event.at;
    else if (clock !== 'right') event.at = new Date(Date.parse(event.at) + (clock === 'ahead' ? ahead : -ahead)).toISOString();
  };
  const dreamOnce = async (): Promise<string[]> => {
    const before = new Map(w.memory.lessons());
    const report = await w.dream({ trigger: 'idle' });
    assert.notEqual(report.state, 'failed', report.reason);
    const done: string[] = [];
    for (const { operation: o, decision, reason } of report.operations) {
      const status = o.op === 'reinforce' ? o.status : undefined;
      const words = `${o.op} ${status ?? ''} ${o.lesson} ${decision}: ${o.reason}`;
      lived.said.push(words);
      if (reason.startsWith('it no longer fits')) lived.refused.push(`${words}: ${reason}`);
      if (decision !== 'apply' && decision !== 'trial') continue;
      done.push(words);
      if (before.get(o.lesson)?.pinned && (o.op !== 'reinforce' || status) && o.by !== 'person') lived.pinnedChanged.push(words);
      if (before.get(o.lesson)?.pinned && status === 'active' && !o.reason.includes('never')) lived.pinnedChanged.push(words);
    }
    return done;
  };
  for (let n = 0; n < 40; n++) {
    const sketches = Array.from({ length: 6 }, (): FindingSketch => {
      const rule = random() < 0.05 ? `${pick(rules)}-renamed` : pick(rules);
      const path = random() < 0.15 ? pick(odd) : `${pick(folders)}/f${Math.floor(random() * 12)}.${pick(['js', 'ts', 'kt'])}`;
      return {
        path,
        quote: `call(${Math.floor(random() * 30)})`,
        ...(random() < 0.95 && { rule }),
        ...(random() < 0.6 && { symbol: pick(['A', 'A.b', 'B', 'C.d.e']) }),
        ...(random() < 0.1 && { security: true }),
        ...(random() < 0.2 && { specialist: 'performance' }),
        ...(random() < 0.2 && findings.length > 0 && { fingerprint: pick(findings).fingerprint }),
      };
    });
    const { shown, held } = await w.review(sketches);
    for (const f of shown) {
      findings.push(f);
      const about = `${f.rule} ${f.anchor.path.split('/')[0]}`;
      if (!taste.has(about) || random() < 0.01) taste.set(about, random() < 0.5);
      const wanted = taste.get(about) !== random() < 0.1;
      const speaks = random();
      if (speaks < 0.55) heard(wanted ? w.accept(f) : w.dismiss(f, { reason: pick(reasons) }));
      else if (speaks < 0.65) heard(w.outcome(f, pick(['fixed', 'survived', 'rewritten', 'absent'])));
      else if (speaks < 0.7) heard(w.dismiss(f, { by: 'agent', reason: 'never-here' }));
    }
    for (const h of held) if (random() < 0.2 && h.lesson) heard(w.overrule(h));
    if (findings.length > 0 && random() < 0.2) heard(w.withdraw(pick(findings)));
    const any = pick([...w.memory.lessons().values()]);
    if (random() < 0.1)
      await w.memory.apply([personOperation(w.ports, any, pick(['pin', 'unpin', 'activate', 'retire']))], { message: 'm' });
    if (n % 5 === 4) await dreamOnce();
  }
  for (let n = 0; n < 6; n++) {
    await w.review([{ rule: 'unrelated', path: 'zzz/q.md' }]);
    const done = await dreamOnce();
    // the first ones may still settle what the last verdicts brought
    if (n > 0) lived.quiet.push(...done);
  }
  return lived;
}

function anyLesson(n: number, random: () => number, pick: <T>(from: readonly T[]) => T): Lesson {
  const one = `${pick(folders)}/**`;
  const { effect: _, ...plain } = lesson({
    id: `other-${n}`,
    status: pick(['active', 'trial', 'dormant', 'proposed']),
    statement: `What ${n} says of ${pick(rules)} and ${Math.floor(random() * 1e6)}`,
    scope: {
      paths: random() < 0.3 ? [] : random() < 0.5 ? [one] : [one, `${pick(folders)}/**`, 'src/*.js'],
      languages: random() < 0.3 ? [pick(['typescript', 'javascript', 'kotlin'])] : [],
      rules: random() < 0.2 ? [] : random() < 0.5 ? [pick(rules)] : [pick(rules), pick(rules), pick(rules)],
      symbols: random() < 0.3 ? [pick(['A', 'B', 'A.b']), pick(['A', 'C'])] : [],
    },
    provenance: pick(['person', 'team', 'outcome', 'model', 'text']),
    pinned: random() < 0.1,
    audience: random() < 0.2 ? 'performance' : 'all',
    evidence: random() < 0.5 ? [eventEvidence(n)] : [codeEvidence('src/a.js', `x(${n})`, String(n).padStart(64, '0'))],
    counts: { accepted: 0, dismissed: 0, overruled: 0 },
  });
  return random() < 0.9
    ? { ...plain, effect: { do: pick(['hold-back', 'raise', 'demote']), ...(random() < 0.2 && { shape: 'n ( 0 )' }) } }
    : plain;
}

describe('Refining whatever comes', function () {
  this.timeout(60_000);
  for (const [seed, clock] of [
    [11, 'right'],
    [12, 'right'],
    [13, 'stands'],
    [14, 'ahead'],
    [15, 'behind'],
  ] as const) {
    it(`gives the same for the same, proposes nothing that does not fit, leaves pinned lessons alone and comes to rest: clocks ${clock}, ${seed}`, async () => {
      const lived = await live({ seed, clock });
      assert.ok(lived.said.length > 20, 'something was learned');
      assert.deepEqual(lived.refused, []);
      assert.deepEqual(lived.pinnedChanged, []);
      assert.deepEqual(lived.quiet, []);
      assert.deepEqual((await live({ seed, clock })).said, lived.said);
    });
  }
});
