import assert from 'node:assert/strict';
import path from 'node:path';
import type { ForgetPreview, ForgetReport, ForgetRequest } from '../../src/core/transcript/forget.js';
import { type FakeRun, runFake } from './run-with-fake.js';

describe('reverie forget', () => {
  const preview: ForgetPreview = { transcripts: 3, ledgers: 1, bytes: 900, lessons: 2, versions: 5, running: 0, unreachable: [] };
  const report: ForgetReport = { transcripts: 3, ledgers: 0, lessons: 0, kept: 2, left: [] };

  const run = async (args: string[], fake: FakeRun & { left?: string[] } = {}) => {
    const requests: ForgetRequest[] = [];
    const ran = await runFake(['forget', ...args], {
      ...fake,
      reverie: {
        previewForget: () => Promise.resolve(preview),
        forget: (request) => {
          requests.push(request);
          const exported = request.exportTo === undefined ? {} : { exported: { path: request.exportTo, bytes: 70 } };
          return Promise.resolve({ ...report, ...exported, left: fake.left ?? [] });
        },
      },
    });
    return { ...ran, requests };
  };

  it('deletes only once the person at the terminal has typed the name of the repository', async () => {
    for (const [answer, forgets] of [
      ['repo', true],
      [' repo\n', true],
      ['yes', false],
      ['', false],
    ] as const) {
      const asked: string[] = [];
      const ask = (question: string) => {
        asked.push(question);
        return Promise.resolve(answer);
      };
      const { requests, code, stderr } = await run(['--transcripts', '--memory'], { tty: true, ask });
      assert.match(asked[0] ?? '', /3 transcripts, the memory \(2 lessons in 5 versions\)[^]*--export FILE[^]*\(repo\)/);
      assert.deepEqual(requests, forgets ? [{ what: ['transcripts', 'memory'] }] : []);
      assert.equal(code, forgets ? 0 : 2);
      if (!forgets) assert.match(stderr, /Nothing was forgotten/);
    }
  });

  it('says where nobody can be asked what it would delete, and how to say yes', async () => {
    const { requests, code, stderr } = await run(['--ledger', '--storage', '/s']);
    assert.deepEqual([requests, code], [[], 2]);
    assert.match(stderr, /would delete the ledger \(1 file of verdicts and outcomes\), for good/);
    assert.match(stderr, /reverie forget --ledger --yes --storage \/s/);
  });

  it('exports first, says what lessons still cite, and tells as JSON', async () => {
    const { requests, code, stdout } = await run(['--transcripts', '--export', 'old.tar.gz', '--yes']);
    const exportTo = path.resolve('/repo', 'old.tar.gz');
    assert.deepEqual(requests, [{ what: ['transcripts'], exportTo }]);
    assert.equal(code, 0);
    assert.match(stdout, /Exported to .*old\.tar\.gz \(70 bytes\)\nForgotten: 3 transcripts\nKept: 2 lines that lessons cite/);
    const json = await run(['--transcripts', '--yes', '--format', 'json']);
    assert.deepEqual(JSON.parse(json.stdout), { version: 1, ...report });
  });

  it('fails when something is left, and when nothing is named', async () => {
    const left = await run(['--transcripts', '--yes'], { left: ['transcripts/r-1.jsonl is being written by a review or a dream'] });
    assert.equal(left.code, 1);
    assert.match(left.stderr, /left: transcripts\/r-1\.jsonl/);
    const none = await run(['--yes']);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /--transcripts, --ledger or --memory/);
  });
});
