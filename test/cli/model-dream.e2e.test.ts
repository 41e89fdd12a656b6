import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Shown, shownIn } from '../core/dream/with-model/shown.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import { type ModelServer, type Script, startModelServer, textOf } from '../support/model-server.js';
import { cli, type Exit, finished, run, start } from './bundle.js';

const swallowing = (n: number): string => `export function read${n}(t) {\n  try {\n    return JSON.parse(t);\n  } catch (e) {\n  }\n}\n`;
const dismissal = '"verdict":"dismiss"';
const cited = (shown: Shown): object[] => shown.events('verdict', dismissal).map((id) => ({ id, quote: dismissal }));

const observation = (shown: Shown): object => ({
  text: 'Broken input is expected in jobs, and skipped on purpose.',
  events: cited(shown),
  code: [],
});
const proposal = (shown: Shown): object => ({
  op: 'add',
  kind: 'context',
  statement: 'Jobs read input that is often broken, and leave such a line out on purpose.',
  explanation: '',
  paths: ['jobs/**'],
  rules: ['js/empty-catch'],
  symbols: [],
  effect: 'none',
  reason: 'People said so in their notes on several findings.',
  events: cited(shown),
  code: [],
  contradicts: [],
});

/** One observation, a proposal that holds, and one that nothing supports. */
const usual: Script = (request) => {
  const shown = shownIn(textOf(request));
  return request.tool_choice?.name === 'observe'
    ? { thinking: 'Hm.', calls: [{ name: 'observe', input: { observations: [observation(shown)] } }] }
    : {
        calls: [
          {
            name: 'propose',
            input: {
              proposals: [proposal(shown), { ...proposal(shown), paths: ['**'], statement: 'Broken input is left out everywhere.' }],
            },
          },
        ],
      };
};

describe('a dream with Claude from the CLI, against a scripted server', function () {
  this.timeout(120_000);
  const secret = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
  let program: string;
  let repo: TempRepo;
  let server: ModelServer | undefined;
  before(async () => {
    program = await cli();
  });
  beforeEach(async () => {
    repo = await tempRepo({ 'a.txt': 'a\n' });
    for (let i = 0; i < 2; i++) await repo.write(`jobs/job-${i}.js`, swallowing(i));
    await dismissAll();
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await repo.dispose();
  });

  const env = (): NodeJS.ProcessEnv => ({
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    ANTHROPIC_API_KEY: 'key-of-the-test',
    ANTHROPIC_BASE_URL: server?.url,
  });
  const reverie = (...args: string[]): Promise<Exit> => run(program, args, { cwd: repo.dir, env: env() });
  const dismissAll = async (): Promise<void> => {
    const { stdout, stderr } = await reverie('review', '--format', 'json');
    const { findings } = JSON.parse(stdout) as { findings: { id: string; status: string }[] };
    assert.ok(findings.length > 0, stderr);
    for (const { id, status } of findings) {
      if (status === 'dismissed') continue;
      const said = await reverie('verdict', id, 'dismiss', '--as', 'person', '--reason', `such a line is left out on purpose, ${secret}`);
      assert.equal(said.code, 0, said.stderr);
    }
  };
  const dream = async (script: Script, ...args: string[]): Promise<Exit> => {
    await server?.close();
    server = await startModelServer(script);
    return reverie('dream', '--model', 'anthropic', ...args);
  };

  it('invariant 8: pays for nothing before a person has allowed it, seeing the daily cap', async () => {
    const unasked = await dream(usual);
    assert.equal(unasked.code, 0, unasked.stderr);
    assert.match(unasked.stderr, /no person has allowed[^]*--allow-model --as person[^]*0\.50 USD a dream and 5\.00 USD a day/);
    assert.match(unasked.stdout, /no model reflected: no person has allowed/);
    const automatic = await dream(usual, '--allow-model');
    assert.equal(automatic.code, 2);
    assert.match(automatic.stderr, /Only a person allows dreams with a model/);
    assert.equal(server!.requests.length, 0);
  });

  it('learns what a specialist saw, drops what nothing supports, and shows both with the cost', async () => {
    const exit = await dream(usual, '--allow-model', '--as', 'person');
    assert.equal(exit.code, 0, exit.stderr);
    assert.match(exit.stdout, /Jobs read input that is often broken/);
    assert.match(exit.stdout, /A model reflected: 2 requests, \d+ tokens in and \d+ out, for 0\.\d{4} USD/);
    assert.match(exit.stdout, /dropped +add: Broken input is left out everywhere\.\n +its scope/);
    assert.equal(server!.requests.length, 2);
    const sent = server!.requests.map((r) => JSON.stringify(r)).join('\n');
    assert.ok(!sent.includes(secret) && sent.includes('‹secret:'));

    const consent = JSON.parse(await readFile(path.join(repo.dir, '.git/reverie/dream-consent.json'), 'utf8')) as object;
    assert.deepEqual({ ...consent, allowedAt: '' }, { allowedAt: '', dayLimitUsd: 5, dayLimitTokens: null, by: 'person' });
    const list = await reverie('memory', 'list');
    assert.match(list.stdout, /trial +Jobs read input that is often broken/);
    const [, id] = /^(d-\S+)/m.exec((await reverie('transcripts', 'list')).stdout) ?? [];
    const shown = await reverie('transcripts', 'show', id!);
    for (const words of [/reflector/, /refiner/, /Broken input is expected in jobs/, /Broken input is left out everywhere/, /USD/])
      assert.match(shown.stdout, words);
    assert.doesNotMatch(shown.stdout, /key-of-the-test/);
    assert.match((await reverie('audit')).stdout, /Everything recorded is there and unchanged/);

    await repo.write('jobs/job-7.js', swallowing(7));
    await dismissAll();
    const again = await dream(usual, '--format', 'json');
    const json = JSON.parse(again.stdout) as { model: { usage: { requests: number }; unsupported: { reason: string }[] } };
    assert.equal(json.model.usage.requests, 2, again.stderr);
    assert.match(json.model.unsupported.map((u) => u.reason).join(), /is there already/);
  });

  for (const [what, script, said] of [
    ['a key that is not valid', () => ({ status: { code: 401, type: 'authentication_error' } }), /API key is not valid/],
    ['a model that declines', () => ({ text: 'I will not.', stop: 'refusal' }), /I will not/],
    ['broken JSON again and again', () => ({ calls: [{ name: 'observe', json: '{"observations": [' }] }), /3 rounds|observe/],
    ['an answer that breaks off again and again', () => ({ text: 'Half', breaks: 'malformed' }), /broke off/],
  ] as [string, Script, RegExp][]) {
    it(`dreams from the verdicts alone, and says why: ${what}`, async () => {
      const exit = await dream(script, '--allow-model', '--as', 'person');
      assert.equal(exit.code, 0, exit.stderr);
      assert.match(exit.stdout, said);
      assert.doesNotMatch(exit.stdout + exit.stderr, /\n {4}at /);
    });
  }

  it('invariant 8: keeps to --max-cost, and names what had no room', async () => {
    const exit = await dream(usual, '--allow-model', '--as', 'person', '--max-cost', '0.01');
    assert.equal(exit.code, 0, exit.stderr);
    assert.match(exit.stdout, /the reflection of analyzers: the dream’s budget \(0\.01 USD\) has no room/);
    assert.equal(server!.requests.length, 0);
  });

  it('invariant 9: ends with 130 on Ctrl+C in the middle of an answer, and leaves memory as it was', async () => {
    let asked: () => void = () => undefined;
    const inAnswer = new Promise<void>((resolve) => (asked = resolve));
    server = await startModelServer(() => {
      asked();
      return { text: 'slow '.repeat(500), trickleMs: 50 };
    });
    const child = start(program, ['dream', '--model', 'anthropic', '--allow-model', '--as', 'person'], { cwd: repo.dir, env: env() });
    const exit = finished(child);
    await inAnswer;
    child.kill('SIGINT');
    assert.equal((await exit).code, 130);
    assert.match((await reverie('memory', 'list')).stdout, /No lessons|nothing/i);
    const next = await dream(usual);
    assert.match(next.stdout, /Jobs read input that is often broken/);
  });

  it('says what is missing without a key, and that an option needs a model', async () => {
    const missing = await run(program, ['dream', '--model', 'anthropic'], { cwd: repo.dir, env: { ANTHROPIC_API_KEY: '' } });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /There is no API key[^]*Set ANTHROPIC_API_KEY/);
    const lone = await reverie('dream', '--max-cost', '1');
    assert.equal(lone.code, 2);
    assert.match(lone.stderr, /--max-cost is about a language model/);
  });
});
