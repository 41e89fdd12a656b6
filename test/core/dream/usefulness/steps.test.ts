import assert from 'node:assert/strict';
import { atOnce, type Steps, withBreaths } from '../../../../src/core/dream/usefulness/steps.js';

describe('a computation in steps', () => {
  function* counting(steps: number, onStep: (i: number) => void = () => undefined): Steps<number> {
    for (let i = 0; i < steps; i++) {
      onStep(i);
      yield;
    }
    return steps;
  }
  const { signal } = new AbortController();

  it('gives the same at once and with breaths', async () => {
    assert.equal(atOnce(counting(5)), 5);
    assert.equal(await withBreaths(counting(5), { now: () => 0, signal }), 5);
  });

  it('lets others run when it has gone on for a while, and stops when it is told to', async () => {
    let now = 0;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 0);
    let last = 0;
    const running = withBreaths(
      counting(1000, (i) => {
        now += 10;
        last = i;
      }),
      { now: () => now, signal: stop.signal },
    );
    await assert.rejects(running, { name: 'AbortError' });
    clearTimeout(timer);
    assert.ok(last < 20, `${last} steps`);
  });
});
