import assert from 'node:assert/strict';
import type { Operation } from '../../src/core/memory/operation.js';
import { evidenceTitle, lessonTooltip, percent } from '../../src/vscode/lesson-words.js';
import { memoryTree, type MemoryNode } from '../../src/vscode/memory-tree.js';
import { operationTitle } from '../../src/vscode/operation-words.js';
import { parseFilter } from '../../src/vscode/memory-filter.js';
import { at, heldBack, lesson, memory } from './fake-reverie.js';

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
    const tree = memoryTree({ ...memory(lessons), broken }, [{ dream: 'd1', at, operations: [add('o1')] }], { now: new Date(at) });
    assert.deepEqual(outline(tree), [
      'Waiting for you',
      '  Add: src/legacy breaks often: 5 of 6 were fixed',
      'False alarms',
      '  noise: 84 % · 1 evidence · pinned · confirmed just now',
      '  idiom: 61 % · 1 evidence · trial · confirmed just now',
      'Conventions',
      '  cents: 84 % · 1 evidence · confirmed just now',
      'Retired',
      '  old: 84 % · 1 evidence · retired · confirmed just now',
      'Broken files',
      '  lessons/bad.md: no front matter',
    ]);
  });

  it('marks a lesson that no operation brought, in its row, for screen readers and in its tooltip', () => {
    const [group] = memoryTree({ ...memory([lesson('a')]), unverified: new Set(['a']) }, []);
    const [row] = group?.kind === 'group' ? group.children : [];
    assert.ok(row?.kind === 'lesson' && row.unverified);
    assert.match(row.description, /· unverified ·/);
    assert.match(row.label, /, unverified,/);
    assert.match(lessonTooltip(row.lesson, row), /Unverified: .*hides nothing\. If you agree with it, pin it or apply it now/);
  });

  it('tells at a glance how long ago a lesson was confirmed, what is wrong with it, and what it holds back now', () => {
    const now = new Date(Date.parse(at) + 40 * 24 * 60 * 60_000);
    const health = { problems: [{ kind: 'stale' as const, lessons: ['lesson-1'], reason: 'all the code that it cites is gone' }] };
    const [group] = memoryTree(memory([lesson('lesson-1')]), [], { now, health, heldBack: [heldBack('h')] });
    const [row] = group?.kind === 'group' ? group.children : [];
    assert.ok(row?.kind === 'lesson');
    assert.equal(row.description, '84 % · 1 evidence · stale · 1 held back now · confirmed 40 days ago');
    assert.deepEqual(row.problems, ['stale: all the code that it cites is gone']);
    assert.match(lessonTooltip(row.lesson, row), /all the code that it cites is gone/);
    assert.deepEqual(
      row.children.map((c) => c.kind),
      ['held-back', 'evidence'],
    );
  });

  it('shows the lessons and proposals that match a filter, and what is broken all the same', () => {
    const broken = [{ path: 'lessons/bad.md', reason: 'no front matter', text: '' }];
    const all = { ...memory([lesson('one'), lesson('two', { kind: 'convention' })]), broken };
    const filter = parseFilter('kind:convention');
    const tree = memoryTree(all, [{ dream: 'd1', at, operations: [add('o1')] }], { ...(filter && { filter }) });
    assert.deepEqual(
      tree.map((n) => n.kind === 'group' && n.what),
      ['convention', 'broken'],
    );
    const added = parseFilter('breaks often');
    const waiting = memoryTree(all, [{ dream: 'd1', at, operations: [add('o1')] }], { ...(added && { filter: added }) });
    assert.deepEqual(
      waiting.map((n) => n.kind === 'group' && n.what),
      ['waiting', 'broken'],
    );
  });

  it('draws a page of a large group and offers the next', () => {
    const many = memory(Array.from({ length: 450 }, (_, n) => lesson(`l${n}`)));
    const rows = (shown?: number) => {
      const [group] = memoryTree(many, [], shown === undefined ? {} : { shown: new Map([['false-alarm', shown]]) });
      assert.ok(group?.kind === 'group');
      assert.equal(group.description, '450 lessons');
      const last = group.children.at(-1);
      return [group.children.length, last?.kind === 'more' ? `${last.title}, ${last.description}` : ''];
    };
    assert.deepEqual(rows(), [201, 'Show 200 more, 200 of 450 shown']);
    assert.deepEqual(rows(400), [401, 'Show 50 more, 400 of 450 shown']);
    assert.deepEqual(rows(600), [450, '']);
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
