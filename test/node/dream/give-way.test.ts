import assert from 'node:assert/strict';
import path from 'node:path';
import type { DreamRequest } from '../../../src/core/dream/dream-report.js';
import type { Reverie } from '../../../src/core/reverie.js';
import { openRepo } from '../../../src/node/changes/open-repo.js';
import { createReverie } from '../../../src/node/create-reverie.js';
import { tempRepo, type TempRepo } from '../../support/git-repo.js';

describe('a dream while a review begins in another process', () => {
  let repo: TempRepo;
  const opened: Reverie[] = [];
  beforeEach(async () => {
    repo = await tempRepo({ 'a.js': 'a();\n' });
    await repo.write('a.js', 'a();\nb();\n');
  });
  afterEach(async () => {
    for (const reverie of opened.splice(0)) await reverie.close();
    await repo.dispose();
  });
  // its lease beats so seldom that a dream that waits for it waits for seconds
  const open = async (): Promise<Reverie> => {
    const base = { kind: 'cli', assets: path.resolve('dist/assets'), version: 'test', leaseTermMs: 24_000 } as const;
    const reverie = await createReverie({ repo: await openRepo(repo.dir), ...base });
    opened.push(reverie);
    return reverie;
  };
  const never = new AbortController().signal;

  async function dreamDuringReview(trigger: DreamRequest['trigger']) {
    const [window, terminal] = [await open(), await open()];
    const held = await terminal.memoryStore.lease('dream');
    assert.equal(held.state, 'held');
    const dreaming = window.dream({ trigger, apply: 'auto' }, { signal: never });
    await terminal.review({ scope: { kind: 'uncommitted' } }, { signal: never });
    const { state, reason } = await dreaming;
    return { state, reason, journal: (await window.journal()).map((d) => [d.state, d.reason]) };
  }

  it('gives way when it began by itself, and the journal says so', async () => {
    const reason = 'paused: a review began in another window or terminal';
    assert.deepEqual(await dreamDuringReview('idle'), { state: 'cancelled', reason, journal: [['cancelled', reason]] });
  });

  it('goes on when a person asked for it', async () => {
    const { state, reason } = await dreamDuringReview('command');
    assert.deepEqual([state, reason?.startsWith('another dream is going on')], ['skipped', true]);
  });
});
