import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tempDir } from '../support/git-repo.js';
import { runFake } from './run-with-fake.js';

describe('reverie backtest', () => {
  const train = [
    { revision: 1, category: 'C', rule: 'noisy', path: 'a.ts', symbol: '', quote: 'x', verdict: 'rejected' },
    { revision: 1, category: 'C', rule: 'good', path: 'b.ts', symbol: '', quote: 'y', verdict: 'accepted' },
  ];
  const lines = (rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  async function scored(against: unknown[]): Promise<{ code: number; rows: Record<string, unknown>[]; stderr: string }> {
    const cwd = await tempDir();
    await writeFile(path.join(cwd, 'train.jsonl'), lines(train));
    await writeFile(path.join(cwd, 'test.jsonl'), lines(against));
    const ran = await runFake(['backtest', '--verdicts', 'train.jsonl', '--against', 'test.jsonl'], { cwd });
    const rows = ran.stdout.split('\n').filter(Boolean);
    return { code: ran.code, rows: rows.map((row) => JSON.parse(row) as Record<string, unknown>), stderr: ran.stderr };
  }

  it('prints each line of the second file in order, with score and effect, and opens no repo', async () => {
    const { code, rows } = await scored([{ ...train[1], tool: 'x' }, train[0]]);
    assert.equal(code, 0);
    assert.deepEqual(
      rows.map((r) => [r['rule'], r['tool'], r['effect']]),
      [
        ['good', 'x', 'show'],
        ['noisy', undefined, 'show'],
      ],
    );
    assert.ok((rows[0]!['score'] as number) > (rows[1]!['score'] as number));
  });

  it('scores alike whatever the second file says of verdicts', async () => {
    const scores = async (verdict?: string): Promise<unknown[]> =>
      (await scored(train.map((row) => ({ ...row, verdict })))).rows.map((r) => r['score']);
    assert.deepEqual(await scores('accepted'), await scores());
  });

  it('wants both files, and names the one it cannot read', async () => {
    const half = await runFake(['backtest', '--verdicts', 'train.jsonl']);
    assert.equal(half.code, 2);
    assert.match(half.stderr, /go together/);
    const missing = await runFake(['backtest', '--verdicts', 'nowhere.jsonl', '--against', 'test.jsonl']);
    assert.match(missing.stderr, /nowhere\.jsonl cannot be read/);
  });

  it('tests each lesson of memory on past findings', async () => {
    const tally = { acceptedShown: 1, acceptedHidden: 0, rejectedShown: 0, rejectedHidden: 5 };
    const ran = await runFake(['backtest'], {
      reverie: {
        backtest: () =>
          Promise.resolve([
            {
              lesson: { id: 'quiet', statement: 'Quiet in scripts/', status: 'active' },
              result: { heldOut: 6, none: tally, old: tally, new: tally, result: 'pass', reason: 'r' },
            },
          ]),
      },
    });
    assert.equal(ran.code, 0);
    assert.match(ran.stdout, /pass\s+Quiet in scripts\//);
  });
});
