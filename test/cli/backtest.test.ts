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

  async function ran(known: string | Buffer, against: string | Buffer, more: Parameters<typeof runFake>[1] = {}) {
    const cwd = await tempDir();
    await writeFile(path.join(cwd, 'train.jsonl'), known);
    await writeFile(path.join(cwd, 'test.jsonl'), against);
    return runFake(['backtest', '--verdicts', 'train.jsonl', '--against', 'test.jsonl'], { cwd, ...more });
  }

  async function scored(against: unknown[]): Promise<{ code: number; rows: Record<string, unknown>[]; stderr: string }> {
    const { code, stdout, stderr } = await ran(lines(train), lines(against));
    return { code, rows: rowsOf(stdout), stderr };
  }
  const rowsOf = (stdout: string): Record<string, unknown>[] =>
    stdout
      .split('\n')
      .filter(Boolean)
      .map((row) => JSON.parse(row) as Record<string, unknown>);

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
    assert.match(missing.stderr, /nowhere\.jsonl cannot be read: there is no such file\n.*Next: Name a file/s);
    const folder = await runFake(['backtest', '--verdicts', '.', '--against', '.'], { cwd: await tempDir() });
    assert.match(folder.stderr, /\. cannot be read: it is a folder/);
    assert.deepEqual([missing.code, folder.code], [2, 2]);
  });

  it('reads a byte order mark, CRLF, empty lines and a last line without its end', async () => {
    const [first, second] = train.map((row) => JSON.stringify(row));
    const { code, stdout, stderr } = await ran(`\uFEFF${first}\r\n\r\n${second}`, `\uFEFF${first}\r\n\r\n${second}`);
    assert.deepEqual([code, stderr, rowsOf(stdout).map((r) => r['rule'])], [0, '', ['noisy', 'good']]);
  });

  it('scores alike with nothing to learn from, and says so', async () => {
    const { code, stdout, stderr } = await ran('', lines(train));
    assert.deepEqual(
      [code, rowsOf(stdout).map((r) => [r['score'], r['effect']])],
      [
        0,
        [
          [0.5, 'show'],
          [0.5, 'show'],
        ],
      ],
    );
    assert.match(stderr, /train\.jsonl has no finding with a verdict/);
    assert.deepEqual([(await ran(lines(train), '')).stdout, (await ran(lines(train), '')).code], ['', 0]);
  });

  it('counts what teaches nothing, and bytes that are no text', async () => {
    const latin = Buffer.from('{"rule":"caf\xe9","verdict":"accepted"}\n{"rule":"r"}\n', 'latin1');
    const { code, stdout, stderr } = await ran(latin, latin);
    assert.equal(code, 0);
    assert.equal(rowsOf(stdout).length, 2);
    assert.match(
      stderr,
      /train\.jsonl: bytes that are not UTF-8 stand as � in 1 line\n.*train\.jsonl: nothing is learned from 1 line without/,
    );
    for (const [bytes, says] of [
      [Buffer.from('\uFEFF{}', 'utf16le'), /train\.jsonl is UTF-16/],
      [Buffer.from([0x1f, 0x8b, 8, 0]), /train\.jsonl is compressed/],
      [Buffer.from([0, 1, 2, 255]), /train\.jsonl, line 1: not JSON/],
    ] as const) {
      const refused = await ran(bytes, '');
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, says);
    }
  });

  it('reads lines that are longer than what is read at once', async () => {
    const long = { ...train[0], quote: 'log(`ä`) '.repeat(600_000) };
    const { code, stdout } = await ran(lines([long, ...train, long]), lines([train[0], long, train[1]]));
    assert.equal(code, 0);
    const rows = rowsOf(stdout);
    assert.deepEqual(
      rows.map((r) => r['quote']),
      [train[0]!.quote, long.quote, train[1]!.quote],
    );
  });

  it('reads one of the two from stdin', async () => {
    const cwd = await tempDir();
    await writeFile(path.join(cwd, 'train.jsonl'), lines(train));
    const { code, stdout } = await runFake(['backtest', '--verdicts', 'train.jsonl', '--against', '-'], { cwd, stdin: lines(train) });
    assert.deepEqual([code, rowsOf(stdout).length], [0, 2]);
    assert.match((await runFake(['backtest', '--verdicts', '-', '--against', '-'], { stdin: '' })).stderr, /Both files cannot be stdin/);
  });

  it('ends with 130 when it is cancelled, and prints nothing', async () => {
    const { code, stdout } = await ran(lines(train), lines(train), { signal: AbortSignal.abort() });
    assert.deepEqual([code, stdout], [130, '']);
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
