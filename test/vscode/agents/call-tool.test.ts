import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { agentTools, runAgentTool, withoutRepo } from '../../../src/core/agent-tools/all-tools.js';
import type { Reverie } from '../../../src/core/reverie.js';
import { callTool, type ToolHost, verdictQuestion } from '../../../src/vscode/agents/call-tool.js';
import { RepoSession } from '../../../src/vscode/repo-session.js';
import { withAgentTools, type Manifest } from '../agents-made.js';
import { fakeReverie, finding, report } from '../fake-reverie.js';

const { signal } = new AbortController();

function host(...reveries: Reverie[]): ToolHost & { warned: string[]; sessionsOpen: RepoSession[] } {
  const warned: string[] = [];
  const sessionsOpen = reveries.map((reverie, index) => new RepoSession(`repo-${index}`, reverie, () => undefined));
  return {
    warned,
    sessionsOpen,
    sessions: async () => sessionsOpen,
    engine: async () => ({ runAgentTool, withoutRepo }),
    warn: (text) => void warned.push(text),
  };
}

const at = (root: string, more: Partial<Reverie> = {}) =>
  fakeReverie({ repo: { root, commonDir: `${root}/.git`, reverieDir: `${root}/.git/reverie`, writable: true }, ...more });

describe('a coding agent’s call in the editor', () => {
  it('reviews beside the person’s own reviews, without a model, and then shows what came of it', async () => {
    const asked: unknown[] = [];
    const found = report({ findings: [finding('f-one')] });
    const reverie = fakeReverie({
      review: async (request) => {
        asked.push(request);
        return found;
      },
      latestReview: async () => found,
    });
    const h = host(reverie);
    const text = await callTool(h, 'reverie_review_changes', { scope: 'staged' }, signal);
    assert.match(text, /Title of f-one/);
    assert.deepEqual(asked, [{ scope: { kind: 'staged' } }]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(h.sessionsOpen[0]?.report?.findings.length, 1);
  });

  it('records verdicts as an agent’s', async () => {
    const reverie = fakeReverie();
    await callTool(host(reverie), 'reverie_record_verdict', { finding: 'f-one', verdict: 'accept' }, signal);
    assert.deepEqual(
      reverie.verdicts.map((v) => [v.finding, v.verdict, v.by]),
      [['f-one', 'accept', 'agent']],
    );
  });

  it('keeps what was contested when it cannot be checked again, and says so', async () => {
    const reverie = fakeReverie({
      recheck: async () => {
        throw new Error('no such\nthing');
      },
    });
    const text = await callTool(host(reverie), 'reverie_record_verdict', { finding: 'f-one', verdict: 'contest', note: 'why' }, signal);
    assert.match(text, /It could not be checked again: no such thing\.$/);
    assert.deepEqual(
      reverie.verdicts.map((v) => [v.verdict, v.note]),
      [['contest', 'why']],
    );
  });

  it('says what to do next when the input does not fit, when nothing was reviewed, and when it is not clear where', async () => {
    const one = at('/repos/one');
    const two = at('/repos/two');
    await assert.rejects(callTool(host(one), 'reverie_review_changes', { scope: 'all' }, signal), /does not fit: scope/);
    await assert.rejects(callTool(host(one), 'reverie_findings', {}, signal), /no review yet\. Call reverie_review_changes\./);
    await assert.rejects(callTool(host(one, two), 'reverie_findings', {}, signal), /Say which with `repo`: \/repos\/one, \/repos\/two/);
    await assert.rejects(callTool(host(one, two), 'reverie_findings', { repo: '/else' }, signal), /not in a repository of this window/);
    const h = host(one, at('/repos/two', { latestReview: async () => report() }));
    assert.match(await callTool(h, 'reverie_findings', { repo: '/repos/two/src' }, signal), /0 findings/);
  });

  it('lets a person see what a verdict is about before it is recorded', async () => {
    const h = host(fakeReverie({ latestReview: async () => report({ findings: [finding('f-one')] }) }));
    await h.sessionsOpen[0]?.loadReview();
    const question = await verdictQuestion(h, { finding: 'fp-f-one', verdict: 'dismiss', reason: 'intended', note: 'as in CONTRIBUTING' });
    assert.equal(question.finding, 'Title of f-one (src/cart.ts:3)');
    assert.equal(question.because, 'intended: as in CONTRIBUTING');
    const odd = await verdictQuestion(h, { finding: 5, verdict: ['x'] });
    assert.deepEqual([odd.finding, odd.verdict, odd.because], ['', '', '']);
  });

  it('is declared in the manifest as the engine has it (npm run settings)', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    assert.deepEqual(withAgentTools(structuredClone(manifest)), manifest);
    const eager = readFileSync('src/vscode/agents/register-tools.ts', 'utf8');
    for (const { name } of agentTools) assert.ok(eager.includes(`'${name}'`), name);
  });
});
