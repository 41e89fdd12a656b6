import assert from 'node:assert/strict';
import type { Operation } from '../../src/core/memory/operation.js';
import { evidenceTitle, lessonTooltip, memoryTree, operationTitle, percent, type MemoryNode } from '../../src/vscode/memory-tree.js';
import { at, lesson, memory } from './fake-reverie.js';

const add = (id: string): Operation => ({
  v: 1,
  id,
  lesson: 'hot',
  op: 'add',
  reason: '5 of 6 were fixed',
  by: 'outcome',
  evidence: [],
  value: lesson('hot', { statement: '`src/legacy` breaks often' }),
});

function outline(nodes: MemoryNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'group') return [node.title, ...outline(node.children).map((line) => `  ${line}`)];
    if (node.kind === 'lesson') return [`${node.lesson.id}: ${node.description}`];
    return [`${'title' in node ? node.title : ''}: ${'description' in node ? node.description : ''}`];
  });
}

describe('the memory tree', () => {
  it('has proposals on top, then lessons by kind, then what is retired or broken', () => {
    const lessons = [
      lesson('old', { status: 'retired' }),
      lesson('cents', { kind: 'convention' }),
      lesson('idiom', { status: 'trial', confidence: 0.61 }),
      lesson('noise', { pinned: true }),
    ];
    const broken = [{ path: 'lessons/bad.md', reason: 'no front matter', text: '' }];
    const tree = memoryTree({ ...memory(lessons), broken }, [{ dream: 'd1', at, operations: [add('o1')] }]);
    assert.deepEqual(outline(tree), [
      'Waiting for you',
      '  Add: src/legacy breaks often: 5 of 6 were fixed',
      'False alarms',
      '  noise: 84 % · 1 evidence · pinned',
      '  idiom: 61 % · 1 evidence · trial',
      'Conventions',
      '  cents: 84 % · 1 evidence',
      'Retired',
      '  old: 84 % · 1 evidence · retired',
      'Broken files',
      '  lessons/bad.md: no front matter',
    ]);
  });

  it('marks a lesson that no operation brought, in its row, for screen readers and in its tooltip', () => {
    const [group] = memoryTree({ ...memory([lesson('a')]), unverified: new Set(['a']) }, []);
    const [row] = group?.kind === 'group' ? group.children : [];
    assert.ok(row?.kind === 'lesson' && row.unverified);
    assert.match(row.description, /unverified$/);
    assert.match(row.label, /, unverified,/);
    assert.match(lessonTooltip(row.lesson, row), /Unverified: .*hides nothing\. Pin or activate it/);
  });

  it('calls new evidence by what it does to the lesson', () => {
    const reinforce = (status?: 'trial' | 'active'): Operation => ({
      v: 1,
      id: 'o',
      op: 'reinforce',
      lesson: 'a',
      reason: 'r',
      by: 'person',
      evidence: [],
      counts: lesson('a').counts,
      confidence: 0.5,
      lastConfirmed: at,
      ...(status && { status }),
    });
    assert.deepEqual(
      [reinforce(), reinforce('trial'), reinforce('active')].map((o) => operationTitle(o, [lesson('a')])),
      ['Reinforce: Statement of a', 'Back on trial: Statement of a', 'Put into effect: Statement of a'],
    );
  });

  it('tells the menus status and pin of each lesson', () => {
    const [group] = memoryTree(memory([lesson('a', { status: 'trial', pinned: true })]), []);
    const [row] = group?.kind === 'group' ? group.children : [];
    assert.equal(row?.kind === 'lesson' && row.context, 'lesson.trial.pinned');
  });

  it('lists the evidence of a lesson, code by its place and events by their words', () => {
    const code = { type: 'code', path: 'scripts/run.ts', startLine: 4, endLine: 4, hash: 'b', quote: "console.log('x');\nmore" } as const;
    const [group] = memoryTree(memory([lesson('a', { evidence: [...lesson('a').evidence, code] })]), []);
    const [row] = group?.kind === 'group' ? group.children : [];
    assert.deepEqual(row?.kind === 'lesson' && row.children.map((e) => [e.title, e.description]), [
      ['"verdict":"dismiss"', ''],
      ['scripts/run.ts:4', "console.log('x');"],
    ]);
  });

  it('names the finding of a cited verdict when it is known', () => {
    const quote = '"fingerprint":"1e3ec20cafb7afa1"';
    const cited = { ...lesson('a').evidence[0]!, quote };
    assert.equal(evidenceTitle(cited), 'Verdict on finding 1e3ec20c');
    assert.equal(evidenceTitle(cited, new Map([['1e3ec20cafb7afa1', '“Left over” in a.ts']])), 'Verdict on “Left over” in a.ts');
  });

  it('lets nothing in a lesson become a link, an image or HTML in its tooltip', () => {
    const text = lessonTooltip(lesson('a', { statement: '[run](command:evil)', body: '<img src=x> ![i](http://x) `' }));
    assert.ok(!/(?<!\\)\[[^\]]*(?<!\\)\]\(/.test(text), text);
    assert.ok(!text.includes('<img'), text);
  });

  it('never shows a posterior as certain', () => {
    assert.deepEqual([percent(0.999), percent(0.001), percent(0.5)], ['99 %', '1 %', '50 %']);
  });
});
