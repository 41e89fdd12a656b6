import assert from 'node:assert/strict';
import type { AgentProgress } from '../../src/core/review/agents/model-reviewer.js';
import {
  findingsTree,
  openCount,
  shownCount,
  type FindingsNode,
  type GroupNode,
  type ShownReview,
} from '../../src/vscode/findings-tree.js';
import { anchor, candidate, finding, heldBack } from './fake-reverie.js';

function shown(more: Partial<ShownReview>): ShownReview {
  return { findings: [], heldBack: [], coverage: [], warnings: [], accepted: new Set(), ...more };
}

function outline(nodes: FindingsNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'group') return [`${node.title} (${node.description})`, ...outline(node.children).map((line) => `  ${line}`)];
    if (node.kind === 'finding') return [`${node.finding.id}: ${node.description}`];
    if (node.kind === 'candidate') return [`${node.candidate.title}: ${node.description}`];
    return [node.kind === 'held-back' ? `${node.held.finding.id}: ${node.description}` : `${node.text}: ${node.description}`];
  });
}

describe('the findings tree', () => {
  it('groups by file with the rows in the order of their lines', () => {
    const findings = [
      finding('b', { anchor: anchor('src/cart.ts', 9), status: 'open' }),
      finding('a', { anchor: anchor('src/cart.ts', 2) }),
      finding('c', { anchor: { state: 'file', path: 'readme.md', side: 'new', why: 'two places match' } }),
    ];
    assert.deepEqual(outline(findingsTree(shown({ findings }), 'file')), [
      'cart.ts (src · 2 findings)',
      '  a: line 2 · new',
      '  b: line 9',
      'readme.md (1 finding)',
      '  c: whole file · new',
    ]);
  });

  it('puts what agents find while they review on top, what rules found folded below it', () => {
    const agent = { kind: 'specialist' as const, name: 'correctness' };
    const candidates = [candidate('by a rule'), candidate('by an agent', { source: agent })];
    const nodes = findingsTree(shown({ candidates, byAgents: true }), 'file');
    assert.deepEqual(outline(nodes), [
      'Found by agents (1 so far)',
      '  by an agent: src/cart.ts:3 · correctness',
      'Found by rules (1 to be looked at)',
      '  by a rule: src/cart.ts:3',
    ]);
    assert.deepEqual(
      nodes.map((node) => node.kind === 'group' && node.expanded),
      [true, false],
    );
  });

  it('puts what rules find where the findings will stand, among those that are known already', () => {
    const candidates = [
      candidate('found now', { anchor: anchor('src/cart.ts', 4) }),
      candidate('elsewhere', { anchor: anchor('b.ts', 1) }),
    ];
    const running = shown({ findings: [finding('known', { status: 'open', anchor: anchor('src/cart.ts', 9) })], candidates });
    assert.deepEqual(outline(findingsTree(running, 'file')), [
      'b.ts (1 finding)',
      '  elsewhere: line 1',
      'cart.ts (src · 2 findings)',
      '  found now: line 4',
      '  known: line 9',
    ]);
    assert.equal(shownCount(running), 3);
    assert.equal(shownCount({ ...running, byAgents: true }), 1, 'agents look at them first');
  });

  it('has a row for each agent, those at work first', () => {
    const agent: AgentProgress = { agent: 'a1', name: 'lead', doing: 'is done', state: 'done', requests: 2, tokens: 1200, costUsd: 0.01 };
    const agents = [agent, { ...agent, agent: 'a2', name: 'security', doing: 'thinks', state: 'working' as const, requests: 0 }];
    assert.deepEqual(outline(findingsTree(shown({ agents, byAgents: true }), 'file')), [
      'Agents (1 at work)',
      '  security: thinks',
      '  lead: is done, 2 requests, 1k tokens, 0.01 USD',
    ]);
  });

  it('lists the grade with each criterion', () => {
    const criterion = { id: 'c1', title: 'Findings are true', met: false, evidence: '', note: 'one is not' };
    const grade = { state: 'needs-revision' as const, rounds: 2, criteria: [criterion, { ...criterion, id: 'c2', met: true }] };
    assert.deepEqual(outline(findingsTree(shown({ grade }), 'file')), [
      'Grade: needs revision (1 of 2 criteria met · 2 revisions)',
      '  Findings are true: one is not',
      '  Findings are true: one is not',
    ]);
  });

  it('groups by severity, worst first, with path and line in each row', () => {
    const findings = [finding('a', { severity: 'low' }), finding('b', { severity: 'critical', status: 'reappeared' })];
    assert.deepEqual(outline(findingsTree(shown({ findings }), 'severity')), [
      'Critical (1 finding)',
      '  b: src/cart.ts:3 · reappeared',
      'Low (1 finding)',
      '  a: src/cart.ts:3 · new',
    ]);
  });

  it('invariant 1: nothing is lost silently: held back, dismissed, fixed, not reviewed and warnings are all listed', () => {
    const nodes = findingsTree(
      shown({
        findings: [finding('gone', { status: 'fixed' }), finding('no', { status: 'dismissed' })],
        heldBack: [heldBack('quiet')],
        coverage: [
          { state: 'reviewed', path: 'src/cart.ts', hunks: 1 },
          { state: 'skipped', path: 'package-lock.json', hunks: 3, reason: 'generated' },
          { state: 'failed', path: 'src/broken.ts', hunks: 1, reason: 'cannot be parsed' },
        ],
        warnings: ['one source cannot be reached'],
      }),
      'file',
    );
    assert.deepEqual(outline(nodes), [
      'Held back (1 by memory)',
      '  quiet: src/cart.ts:3 · dismissed 4 times in scripts/',
      'Dismissed (1)',
      '  no: src/cart.ts:3 · dismissed',
      'Fixed (1)',
      '  gone: src/cart.ts:3 · fixed',
      'Not reviewed (2)',
      '  package-lock.json: skipped: generated',
      '  src/broken.ts: failed: cannot be parsed',
      'Warnings (1)',
      '  one source cannot be reached: ',
    ]);
  });

  it('marks what a person accepted and what memory demoted', () => {
    const effects = [{ lesson: 'l1', effect: 'demote' as const, why: 'on trial', from: 'high' as const }];
    const findings = [finding('a'), finding('b', { anchor: anchor('src/cart.ts', 8), effects })];
    const [file] = findingsTree(shown({ findings, accepted: new Set(['fp-a']) }), 'file') as GroupNode[];
    assert.deepEqual(outline(file?.children ?? []), ['a: line 3 · accepted', 'b: line 8 · new · demoted by memory']);
  });

  it('tells a screen reader severity, title, place and state of each finding', () => {
    const [file] = findingsTree(shown({ findings: [finding('a', { severity: 'high' })] }), 'file') as GroupNode[];
    const [row] = file?.children ?? [];
    assert.equal(row?.kind === 'finding' && row.label, 'High: Title of a, src/cart.ts line 3, new');
  });

  it('counts as open what is new, open or reappeared', () => {
    const statuses = ['new', 'open', 'reappeared', 'fixed', 'dismissed'] as const;
    assert.equal(openCount(statuses.map((status, i) => finding(`f${i}`, { status }))), 3);
  });

  it('lists what comments in the code ignore apart from what memory holds back', () => {
    const { finding: ignored } = heldBack('b');
    const tree = findingsTree(
      shown({ heldBack: [heldBack('a'), { finding: ignored, why: 'reverie-ignore in src/cart.ts:2: meant so' }] }),
      'file',
    );
    assert.deepEqual(
      tree.map((node) => (node.kind === 'group' ? [node.title, node.description] : [])),
      [
        ['Held back', '1 by memory'],
        ['Ignored', '1 by comments in the code'],
      ],
    );
  });
});
