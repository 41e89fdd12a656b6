import assert from 'node:assert/strict';
import type { AnalyzerCommand } from '../../../src/core/analysis/outside/outside-remark.js';
import { allowedCommands, type ConsentHost, forgetDeclined } from '../../../src/vscode/outside/analyzer-consent.js';

const command: AnalyzerCommand = { name: 'eslint', command: ['npx', 'eslint', '-f', 'json', '{files}'] };

function host(
  more: Partial<ConsentHost> & { answer?: boolean; hash?: () => string } = {},
): ConsentHost & { asked: { again: boolean; words: string }[] } {
  const kept = new Map<string, unknown>();
  const asked: { again: boolean; words: string }[] = [];
  return {
    asked,
    memory: {
      get: <T>(key: string, fallback?: T) => (kept.get(key) as T | undefined) ?? (fallback as T),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    },
    trusted: () => true,
    ask: async ({ again, words }) => {
      asked.push({ again, words });
      return more.answer ?? true;
    },
    consentOf: async () => ({ hash: more.hash?.() ?? 'h1', files: ['package.json'] }),
    ...more,
  };
}

describe('allowedCommands', () => {
  beforeEach(forgetDeclined);

  it('asks once, and binds the command to what was agreed to', async () => {
    const window = host();
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(await allowedCommands(window, [command], '/shop'), { commands: [{ ...command, consent: 'h1' }], problems: [] });
    }
    assert.deepEqual(window.asked, [{ again: false, words: 'npx eslint -f json {files}' }]);
  });

  it('asks again when it would execute something else, in another repo, and never for what stayed', async () => {
    let hash = 'h1';
    const window = host({ hash: () => hash });
    await allowedCommands(window, [command], '/shop');
    hash = 'h2';
    await allowedCommands(window, [command], '/shop');
    await allowedCommands(window, [command], '/other');
    assert.deepEqual(
      window.asked.map((a) => a.again),
      [false, true, false],
    );
  });

  it('leaves out what is not allowed, says so, and does not ask again in this window', async () => {
    const window = host({ answer: false });
    for (let i = 0; i < 2; i++) {
      const { commands, problems } = await allowedCommands(window, [command], '/shop');
      assert.deepEqual(commands, []);
      assert.match(problems[0] ?? '', /eslint was not run, as it was not allowed/);
    }
    assert.equal(window.asked.length, 1);
  });

  it('runs and asks nothing in Restricted Mode', async () => {
    const window = host({ trusted: () => false, consentOf: () => assert.fail('reads nothing of the folder') });
    const { commands, problems } = await allowedCommands(window, [command], '/shop');
    assert.deepEqual(commands, []);
    assert.match(problems[0] ?? '', /Restricted Mode/);
    assert.deepEqual(window.asked, []);
  });
});
