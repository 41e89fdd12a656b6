import assert from 'node:assert/strict';
import { filterChoices } from '../../src/vscode/filter-choices.js';
import { filterReview, filterWords, isFiltering, noFilter, readFilter, type FindingsFilter } from '../../src/vscode/findings-filter.js';
import { findingsTree, leftOutNode, type ShownReview } from '../../src/vscode/findings-tree.js';
import { anchor, candidate, finding, heldBack } from './fake-reverie.js';

const shown: ShownReview = {
  findings: [
    finding('a', { severity: 'high', category: 'security', title: 'Code is made from a string' }),
    finding('b', { severity: 'low', source: { kind: 'specialist', name: 'performance' }, anchor: anchor('src/Slow.ts', 2) }),
    finding('c', { status: 'dismissed', body: 'The sum of [prices] is not a number' }),
    finding('d', { status: 'open' }),
  ],
  heldBack: [heldBack('h')],
  coverage: [{ path: 'x.bin', hunks: 1, state: 'skipped', reason: 'binary' }],
  warnings: ['A source is not there'],
  accepted: new Set(['fp-d']),
};

const ids = (filter: Partial<FindingsFilter>) => {
  const { shown: passed } = filterReview(shown, { ...noFilter, ...filter });
  return [...passed.findings.map((f) => f.id), ...passed.heldBack.map((h) => h.finding.id)].join('');
};

describe('the filter of the findings', () => {
  it('lets everything pass when it asks for nothing, and is the same review then', () => {
    assert.equal(filterReview(shown, noFilter).shown, shown);
    assert.equal(isFiltering({ ...noFilter, text: '  ' }), false);
  });

  it('asks for a severity, a category and a source, all of them together', () => {
    assert.equal(ids({ severity: ['high', 'low'] }), 'ab');
    assert.equal(ids({ category: ['security'] }), 'a');
    assert.equal(ids({ source: ['performance'] }), 'b');
    assert.equal(ids({ severity: ['high'], source: ['performance'] }), '');
  });

  it('asks for a status: what was accepted is accepted and still open, what memory holds back is held back', () => {
    assert.equal(ids({ status: ['accepted'] }), 'd');
    assert.equal(ids({ status: ['open'] }), 'd');
    assert.equal(ids({ status: ['dismissed', 'held-back'] }), 'ch');
  });

  it('searches title, reason, path, rule and fingerprint for every word, whatever its case, and takes no word for a pattern', () => {
    assert.equal(ids({ text: 'STRING code' }), 'a');
    assert.equal(ids({ text: 'slow' }), 'b');
    assert.equal(ids({ text: '[prices]' }), 'c');
    assert.equal(ids({ text: 'fp-d' }), 'd');
    assert.equal(ids({ text: '.*' }), '');
  });

  it('counts what it leaves out, and says so when nothing passes', () => {
    const { left, of, shown: passed } = filterReview(shown, { ...noFilter, text: 'nowhere' });
    assert.deepEqual([left, of], [5, 5]);
    assert.equal(leftOutNode(left, of).text, 'No finding passes the filter');
    assert.equal(leftOutNode(1, of).text, '1 finding is left out by the filter');
    // warnings stay: they say what could not be seen
    assert.deepEqual(
      findingsTree(passed, 'file').map((n) => n.id),
      ['group/warnings'],
    );
  });

  it('filters what streams in as new', () => {
    const running = { ...shown, findings: [], heldBack: [], candidates: [candidate('One'), candidate('Two', { severity: 'info' })] };
    assert.deepEqual(
      filterReview(running, { ...noFilter, severity: ['info'], status: ['new'] }).shown.candidates?.map((c) => c.title),
      ['Two'],
    );
  });

  it('is told in a few words', () => {
    assert.equal(
      filterWords({ ...noFilter, severity: ['high', 'critical'], category: ['api'], text: ' cart ' }),
      'High, Critical · API · “cart”',
    );
  });

  it('reads what was kept, and takes nothing from it that is not known', () => {
    assert.deepEqual(readFilter(undefined), noFilter);
    assert.deepEqual(readFilter({ severity: ['high', 'toString', 3], status: 'open', text: 7, source: ['eslint', null] }), {
      ...noFilter,
      severity: ['high'],
      source: ['eslint'],
    });
  });

  it('offers only choices that some finding has, each with its count', () => {
    const groups = filterChoices([shown]);
    assert.deepEqual(
      groups.map(({ title, choices }) => [title, ...choices.map((c) => `${c.label} ${c.count}`)]),
      [
        ['Severity', 'High 1', 'Medium 3', 'Low 1'],
        ['Status', 'new 2', 'accepted 1', 'dismissed 1', 'held back 1'],
        ['Category', 'correctness 4', 'security 1'],
        ['Source', 'performance 1', 'rules 4'],
      ],
    );
  });
});
