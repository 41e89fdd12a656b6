import assert from 'node:assert/strict';
import { pauseIn } from '../../src/vscode/pause.js';

describe('pausing', () => {
  it('is told once, and holds for the next window of the workspace', async () => {
    const kept = new Map<string, unknown>();
    const state = { get: (key: string) => kept.get(key), update: async (key: string, value: unknown) => void kept.set(key, value) };
    const pause = pauseIn(state);
    const told: boolean[] = [];
    pause.subscribe(() => told.push(pause.paused));
    await pause.set(true);
    await pause.set(true);
    assert.equal(pauseIn(state).paused, true);
    await pause.set(false);
    assert.equal(pauseIn(state).paused, false);
    assert.deepEqual(told, [true, false]);
  });
});
