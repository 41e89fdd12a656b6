import assert from 'node:assert/strict';
import { createSignal } from '../../../src/vscode/change-signal.js';
import { apiKeySecret, modelChoice, type ModelChoiceHost } from '../../../src/vscode/model/model-choice.js';

function open(more: { setting?: unknown; key?: string } = {}) {
  const world = { ...more, warned: [] as string[] };
  const secretChanged = createSignal<{ key: string }>();
  const settingChanged = createSignal<void>();
  const kept = new Map<string, unknown>();
  const host: ModelChoiceHost = {
    secrets: { get: async () => world.key, onDidChange: (listener) => secretChanged.subscribe(listener) },
    state: { get: (key: string) => kept.get(key), update: async (key, value) => void kept.set(key, value) } as ModelChoiceHost['state'],
    setting: () => world.setting,
    onSetting: (listener) => settingChanged.subscribe(() => listener()),
    warn: (text) => world.warned.push(text),
  };
  return { world, host, secretChanged, settingChanged, choice: modelChoice(host) };
}

describe('the choice of a model', () => {
  for (const [setting, key, provider] of [
    [undefined, undefined, 'none'],
    ['auto', undefined, 'none'],
    ['auto', 'k', 'anthropic'],
    ['nonsense', 'k', 'anthropic'],
    [7, undefined, 'none'],
    ['none', 'k', 'none'],
    ['vscode', 'k', 'vscode'],
    ['anthropic', undefined, 'anthropic'],
  ] as const) {
    it(`is ${provider} with the setting ${String(setting)} and ${key ? 'a key' : 'no key'}`, async () => {
      assert.equal(await open({ setting, ...(key && { key }) }).choice.read(), provider);
    });
  }

  it('follows the key and the setting as they change, and tells who listens once each time', async () => {
    const { world, choice, secretChanged, settingChanged } = open();
    await choice.read();
    let told = 0;
    choice.subscribe(() => told++);
    world.key = 'k';
    secretChanged.fire({ key: 'another extension’s' });
    secretChanged.fire({ key: apiKeySecret });
    await choice.read();
    assert.deepEqual([choice.provider, told], ['anthropic', 1]);
    world.setting = 'vscode';
    settingChanged.fire();
    await choice.read();
    assert.deepEqual([choice.provider, told], ['vscode', 2]);
    choice.dispose();
    world.setting = 'none';
    settingChanged.fire();
    assert.equal(choice.provider, 'vscode');
  });

  it('hints at what more is possible until there is a model, a person decides against one, or puts the hint away', async () => {
    const { world, host, choice } = open();
    assert.equal(choice.hint, false, 'nothing is said before it is known');
    await choice.read();
    assert.equal(choice.hint, true);
    world.setting = 'none';
    assert.equal(choice.hint, false);
    world.setting = undefined;
    await choice.hideHint();
    assert.equal(choice.hint, false);
    const next = modelChoice(host);
    await next.read();
    assert.equal(next.hint, false, 'also in the next window');
  });

  it('goes on without a model when the secret storage cannot be read, and says so', async () => {
    const { host, world } = open();
    const choice = modelChoice({ ...host, secrets: { ...host.secrets, get: () => Promise.reject(new Error('keyring locked')) } });
    await choice.refresh();
    assert.equal(choice.provider, undefined);
    assert.match(world.warned.join(), /keyring locked/);
  });
});
