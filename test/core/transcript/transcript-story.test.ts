import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BacktestResult } from '../../../src/core/dream/backtest-result.js';
import type { Lesson } from '../../../src/core/memory/lesson.js';
import type { Finding } from '../../../src/core/review/finding.js';
import { parseTranscript } from '../../../src/core/transcript/read-events.js';
import type { TranscriptPayload } from '../../../src/core/transcript/transcript-event.js';
import type { TranscriptRecord } from '../../../src/core/transcript/transcript-store.js';
import { transcriptStory } from '../../../src/core/transcript/transcript-story.js';
import { chainedLines } from '../../support/chained-lines.js';
import { fakePorts } from '../../support/ports.js';

const finding: Finding = {
  id: 'f-000002',
  fingerprint: 'abc',
  status: 'new',
  security: true,
  lessons: ['quiet-tests-1a'],
  effects: [{ lesson: 'quiet-tests-1a', effect: 'demote', why: 'tests may be slow', from: 'critical' }],
  category: 'security',
  severity: 'high',
  confidence: 0.9,
  title: 'Text of a request runs as a command',
  body: 'The value of `name` reaches a shell.\n\nPass the arguments as a list.',
  rule: 'ts-command-injection',
  source: { kind: 'analyzer', name: 'rules' },
  anchor: {
    state: 'exact',
    path: 'src/run.ts',
    side: 'new',
    startLine: 12,
    endLine: 13,
    quote: 'exec(`ls ${name}`);\nreturn;',
    symbol: 'Runner.run',
    context: { before: [], after: [] },
  },
};

const started: TranscriptPayload = {
  type: 'started',
  kind: 'review',
  id: 'r-000001',
  repo: 'repo',
  scope: { kind: 'branch', base: 'main' },
  tool: '0.1.0',
  writer: 'w-1',
  memory: '0123456789abcdef',
};
const ended: TranscriptPayload = {
  type: 'ended',
  state: 'done',
  usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 1234 },
  counts: { findings: 1, heldBack: 1 },
};

const reviewEvents: TranscriptPayload[] = [
  started,
  {
    type: 'change-set',
    base: 'aaaaaaaaaaaaaaaa',
    branch: 'feature/run',
    files: [
      {
        path: 'src/run.ts',
        oldPath: 'src/go.ts',
        status: 'renamed',
        kind: 'text',
        hunks: [{ old: { startLine: 1, endLine: 1 }, new: { startLine: 1, endLine: 2 } }],
      },
      { path: 'package-lock.json', status: 'modified', kind: 'text', hunks: [], skip: 'lock file' },
    ],
  },
  {
    type: 'recalled',
    lessons: [{ lesson: 'quiet-tests-1a', blob: 'b', why: 'its rule and folder fit' }],
    dormant: [{ lesson: 'old-cart-2b', why: 'src/cart.ts is gone' }],
  },
  {
    type: 'coverage',
    files: [
      { state: 'reviewed', path: 'src/run.ts', hunks: 1 },
      { state: 'skipped', path: 'package-lock.json', hunks: 0, reason: 'lock file' },
    ],
  },
  { type: 'finding', finding },
  {
    type: 'held-back',
    held: {
      finding: {
        ...finding,
        title: 'A promise is not awaited',
        severity: 'low',
        anchor: { state: 'file', path: 'test/run.ts', side: 'new', why: 'the quoted code stands in 3 places' },
      },
      lesson: 'quiet-tests-1a',
      why: 'dismissed 4 of 4 times in test/',
    },
  },
  { type: 'failure', where: 'memory lessons/x.md', reason: 'no front matter' },
  ended,
];

const lesson: Lesson = {
  v: 1,
  id: 'quiet-tests-1a',
  kind: 'false-alarm',
  status: 'trial',
  statement: 'Promises in tests need not be awaited',
  body: '',
  scope: { paths: ['test/**'], languages: [], rules: ['ts-floating-promise'], symbols: [] },
  effect: { do: 'hold-back' },
  confidence: 0.8,
  counts: { accepted: 0, dismissed: 4, overruled: 0 },
  evidence: [{ type: 'event', source: 's', file: 'ledger/w.jsonl', seq: 1, hash: 'h', quote: 'dismiss' }],
  provenance: 'person',
  validFrom: '2026-01-05T09:00:00.000Z',
  lastConfirmed: '2026-01-05T09:00:00.000Z',
  audience: 'all',
  pinned: false,
};
const tally = { acceptedShown: 2, acceptedHidden: 0, rejectedShown: 4, rejectedHidden: 0 };
const backtest: BacktestResult = {
  heldOut: 6,
  none: tally,
  old: tally,
  new: { ...tally, rejectedShown: 1, rejectedHidden: 3 },
  result: 'pass',
  reason: 'hides 3 rejected findings and no accepted one',
};
const dreamEvents: TranscriptPayload[] = [
  { type: 'started', kind: 'dream', id: 'd-000009', repo: 'repo', trigger: 'idle', tool: '0.1.0', writer: 'w-1', memory: null },
  { type: 'episode', review: 'r-000001', findings: 1, verdicts: 4 },
  {
    type: 'proposed',
    operation: {
      v: 1,
      op: 'add',
      id: 'o-1',
      lesson: lesson.id,
      reason: 'four dismissals',
      by: 'person',
      evidence: lesson.evidence,
      value: lesson,
    },
    backtest,
  },
  { type: 'decided', operation: 'o-1', decision: 'apply', reason: 'the backtest passed' },
  {
    type: 'proposed',
    operation: { v: 1, op: 'retire', id: 'o-2', lesson: 'old-cart-2b', reason: 'its code is gone', by: 'outcome', evidence: [] },
  },
  { type: 'applied', version: 'fedcba9876543210', operations: ['o-1'] },
  { ...ended, usage: { ...ended.usage, requests: 2, inputTokens: 100, outputTokens: 20, cachedTokens: 50, costUsd: null }, counts: {} },
];

describe("a transcript's story", () => {
  it('tells a review in order, from its scope to its end', () => golden('review-story', transcriptStory(record(reviewEvents))));

  it('tells a dream: what it read, proposed, tested and decided', () => golden('dream-story', transcriptStory(record(dreamEvents))));

  it('says when a transcript was cut off, and what of it cannot be read', () => {
    const story = transcriptStory({
      ...record([started]),
      state: 'abandoned',
      unreadable: [{ type: 'unreadable', line: '{}', reason: 'unknown event type "hologram"' }],
      torn: { bytes: 17, text: '{"v":1,"seq":3,"a' },
    });
    assert.match(story, /It was cut off/);
    assert.match(story, /unknown event type "hologram"/);
    assert.match(story, /The last 17 bytes were torn off/);
    assert.match(story, /## No findings/);
  });

  it('is told of a transcript whose beginning is gone', () => {
    assert.match(transcriptStory({ ...record([]), state: 'open' }), /# Review `r-000001`\n\nIts beginning cannot be read\./);
  });

  it('says of one that cannot be opened what it is, and why', () => {
    const unreadable = [{ type: 'unreadable' as const, line: '', reason: 'it cannot be read: EISDIR' }];
    const story = transcriptStory({ ...record([]), state: 'unreadable', unreadable });
    assert.equal(story, '# Review `r-000001`\n\nIt cannot be read.\n\n## What cannot be read\n\n- it cannot be read: EISDIR\n');
  });

  it('leaves no link, image, HTML or heading of an untrusted text alive', () => {
    const attack =
      '<img src=x onerror=alert(1)> [click](command:workbench.action.quit) ![i](http://evil/x.png)\n# Big\n[a]: command:x\n[b][a]';
    const hostile: Finding = {
      ...finding,
      title: attack,
      body: `${attack}\n\`\`\`\n<script>`,
      rule: attack,
      effects: [{ lesson: '`x` [y](command:z)', effect: 'raise', why: attack, from: 'low' }],
      anchor: { state: 'file', path: attack, side: 'old', quote: `\`\`\`\n${attack}\n\`\`\`\``, why: attack },
    };
    const story = transcriptStory(
      record([
        { ...started, scope: { kind: 'files', paths: [attack] } },
        { type: 'finding', finding: hostile },
        { type: 'failure', where: attack, reason: attack },
        ended,
      ]),
    );
    // what stands in code is shown as it is; everything else must be inert
    const prose = withoutCode(story).replace(/\\[^\n]/g, '');
    assert.doesNotMatch(prose, /\]\(|\]:|\]\[/);
    assert.doesNotMatch(prose, /<[a-z/!?]/i);
    assert.doesNotMatch(prose, /^# Big/m);
  });

  it('shows characters that reorder or hide text', () => {
    const story = transcriptStory(record([started, { type: 'failure', where: 'a\u202eb', reason: 'c\u0000d\u001be' }, ended]));
    assert.match(story, /a‹U\+202E›b: c‹U\+0000›d‹U\+001B›e/);
  });
});

function record(payloads: TranscriptPayload[]): TranscriptRecord {
  const { lines } = parseTranscript(new TextEncoder().encode(chainedLines(payloads)), fakePorts().hash);
  const events = lines.flatMap((line) => (line.event ? [line.event] : []));
  assert.equal(events.length, payloads.length);
  return {
    id: 'r-000001',
    source: { id: 'cli-1', kind: 'cli', path: '/s', createdAt: '' },
    path: '/s/transcripts/r-000001.jsonl',
    file: 'transcripts/r-000001.jsonl',
    state: 'sealed',
    events,
    hashes: lines.map((line) => line.hash),
    unreadable: [],
  };
}

/** Compares with a golden file; `UPDATE_GOLDEN=1` writes it anew. */
async function golden(name: string, text: string): Promise<void> {
  const file = path.resolve('test/core/transcript/golden', `${name}.golden`);
  if (process.env.UPDATE_GOLDEN) await writeFile(file, text);
  assert.equal(text, await readFile(file, 'utf8'));
}

function withoutCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})\n[^]*?\n\1$/gm, '')
    .split('\n')
    .map((line) => line.replace(/(?<![\\`])(`+)(?!`)(.*?[^`])\1(?!`)/g, ''))
    .join('\n');
}
