import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HumanError } from '../../../src/core/human-error.js';
import { openDaySpend } from '../../../src/node/model/day-spend.js';
import { fakePorts } from '../../support/ports.js';

describe('the day’s spend', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spend-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ask = (tokens: number) => ({ tokens, usd: tokens / 1000 });

  it('is shared by all who open it, and a refusal says what is left', async () => {
    const ports = fakePorts();
    const [one, two] = [openDaySpend({ folder, ports }), openDaySpend({ folder, ports })];
    const first = await one.reserve(ask(600), { tokens: 1000 });
    assert.equal(first.state, 'granted');
    assert.deepEqual(await two.reserve(ask(600), { tokens: 1000, usd: 5 }), { state: 'refused', left: { tokens: 400, usd: 4.4 } });
    if (first.state === 'granted') await one.settle(first.id, ask(100));
    assert.equal((await two.reserve(ask(600), { tokens: 1000 })).state, 'granted');
  });

  it('invariant 8: grants no more than the limit to many at once', async () => {
    const ports = fakePorts();
    const spenders = Array.from({ length: 8 }, () => openDaySpend({ folder, ports }));
    const answers = await Promise.all(Array.from({ length: 80 }, (_, i) => spenders[i % 8]!.reserve(ask(100), { tokens: 1050 })));
    const granted = answers.filter((a) => a.state === 'granted').length;
    assert.equal(granted, 10);
  });

  it('begins anew on another day, and settles a call on the day it began', async () => {
    const ports = fakePorts({ start: '2026-03-01T12:00:00Z' });
    const spend = openDaySpend({ folder, ports });
    const late = await spend.reserve(ask(900), { tokens: 1000 });
    ports.clock.advance(24 * 3_600_000);
    assert.equal((await spend.reserve(ask(900), { tokens: 1000 })).state, 'granted');
    if (late.state === 'granted') await spend.settle(late.id, ask(1));
    assert.equal((await readdir(path.join(folder, 'spend'))).length, 2);
  });

  it('reads past what a killed process left half', async () => {
    const ports = fakePorts();
    await openDaySpend({ folder, ports }).reserve(ask(500), {});
    const [name] = await readdir(path.join(folder, 'spend'));
    await appendFile(path.join(folder, 'spend', name!), '\n{"do":"reserve","id":"x","tok');
    const spend = openDaySpend({ folder, ports });
    assert.equal((await spend.reserve(ask(600), { tokens: 1000 })).state, 'refused');
    assert.equal((await spend.reserve(ask(400), { tokens: 1000 })).state, 'granted');
  });

  it('allows nothing when it cannot be kept', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'spend'), 'a file in its place');
    await assert.rejects(
      openDaySpend({ folder, ports: fakePorts() }).reserve(ask(1), {}),
      (error) => error instanceof HumanError && /no model may be paid/.test(error.message),
    );
  });
});
