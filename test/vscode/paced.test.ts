import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { paced } from '../../src/vscode/paced.js';

describe('a paced call', () => {
  it('is made soon, then with pauses however often it is asked for, and once more for what came last', async () => {
    let asked = 0;
    const seen: number[] = [];
    const soon = paced(
      () => seen.push(asked),
      () => 100,
      1,
    );
    while (seen.length < 3) {
      asked++;
      soon();
      await pause(1);
    }
    const last = ++asked;
    soon();
    while (seen.at(-1) !== last) await pause(1);
    assert.ok(seen.length < last / 2, `${seen.length} calls for ${last} asked`);
    soon.dispose();
  });

  it('makes none after it is disposed', async () => {
    let calls = 0;
    const soon = paced(
      () => calls++,
      () => 1,
      1,
    );
    soon();
    soon.dispose();
    await pause(10);
    assert.equal(calls, 0);
  });
});
