import assert from 'node:assert/strict';
import { openEngine, type TestEngine } from '../../support/engine.js';
import { type TempRepo, tempRepo } from '../../support/git-repo.js';

const text = 'export function pay(card) {\n  const key = load();\n  eval(card);\n  return key;\n}\n';

describe('a contested finding on a real repository', () => {
  const signal = new AbortController().signal;
  let repo: TempRepo;
  let engine: TestEngine;

  beforeEach(async () => {
    repo = await tempRepo({ 'a.js': 'export {};\n' });
    engine = await openEngine(repo);
  });

  afterEach(async () => {
    await engine.reverie.close();
    await repo.dispose();
  });

  const contest = async (finding: string, words = 'it is fine') =>
    (await engine.reverie.recheck({ finding, words, by: 'person' }, { signal })).recheck;

  it('is checked against the code as it is now, and the answer is kept and shown', async () => {
    await repo.write('a.js', text);
    const [finding] = (await engine.review()).findings;
    assert.ok(finding?.security);
    await engine.say(finding.id, 'contest');
    const holds = await contest(finding.id, 'the key ghp_0123456789abcdefghijABCDEFGHIJ012345 is mine');
    assert.equal(holds.answer, 'holds');
    const report = await engine.reverie.latestReview();
    const kept = report?.rechecked?.[finding.fingerprint];
    assert.equal(kept?.recheck.answer, 'holds');
    assert.match(kept?.words ?? '', /‹secret:/, 'a secret in what a person says is replaced');
    assert.equal(report?.findings[0]?.status, 'new', 'an answer changes no state');

    await repo.write('a.js', `// moved\n\n${text}`);
    assert.match((await contest(finding.id)).reason, /a\.js:5/);
    await repo.write('a.js', text.replace('  eval(card);\n', ''));
    assert.equal((await contest(finding.id)).answer, 'gone');
    await repo.remove('a.js');
    assert.equal((await contest(finding.id)).answer, 'gone');
    const after = await engine.reverie.latestReview();
    assert.equal(after?.findings[0]?.status, 'new', 'security stays as it is, whatever was answered');
    assert.equal(after?.rechecked?.[finding.fingerprint]?.recheck.answer, 'gone', 'the newest answer counts');
  });

  it('is read by another window, and by a dream that learns nothing from it', async () => {
    await repo.write('a.js', text);
    const [finding] = (await engine.review()).findings;
    await contest(finding!.fingerprint.slice(0, 6));
    const other = await openEngine(repo);
    assert.equal((await other.reverie.latestReview())?.rechecked?.[finding!.fingerprint]?.recheck.answer, 'holds');
    const dreamt = await other.dream();
    assert.equal(dreamt.state, 'done');
    assert.equal(dreamt.read.verdicts, 0);
    await other.reverie.close();
  });

  it('refuses a finding that nobody knows, and a model where there is none', async () => {
    await assert.rejects(contest('nothing-like-it'), /No finding is known/);
    await repo.write('a.js', text);
    const [finding] = (await engine.review()).findings;
    const request = { finding: finding!.id, by: 'person' as const, model: { effort: 'standard' as const, budget: {} } };
    await assert.rejects(engine.reverie.recheck(request, { signal }), /There is no language model/);
  });
});
