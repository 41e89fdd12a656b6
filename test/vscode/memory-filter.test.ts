import assert from 'node:assert/strict';
import type { Lesson } from '../../src/core/memory/lesson.js';
import { filterSuggestions, matchesFilter, parseFilter, type FilterContext } from '../../src/vscode/memory-filter.js';
import { lesson } from './fake-reverie.js';

const scope = (paths: string[], rules: string[]): Lesson['scope'] => ({ paths, rules, languages: [], symbols: [] });
const cited = { type: 'code', path: 'lib/money.ts', startLine: 1, endLine: 1, hash: 'b', quote: 'x' } as const;
const lessons = [
  lesson('jobs', { statement: '`js/empty-catch` is intended in src/jobs', scope: scope(['src/jobs/**'], ['js/empty-catch']) }),
  lesson('cents', { kind: 'convention', statement: 'Prices are in cents', scope: scope([], []), evidence: [cited], pinned: true }),
  lesson('old', { status: 'retired', scope: scope(['docs/*.md'], ['no-console']) }),
  lesson('try', { status: 'trial', scope: scope(['**'], ['no-console']) }),
];
const context: FilterContext = { problems: new Map([['jobs', ['stale', 'duplicate']]]), unverified: new Set(['try']) };

function found(query: string): string[] {
  const filter = parseFilter(query);
  assert.ok(filter, query);
  return lessons.filter((l) => matchesFilter(l, filter, context)).map((l) => l.id);
}

describe('the filter of the Memory view', () => {
  const queries: [query: string, ids: string[]][] = [
    ['cents', ['cents']],
    ['CENTS prices', ['cents']],
    ['cents jobs', []],
    ['kind:convention', ['cents']],
    ['kind:false', ['jobs', 'old', 'try']],
    ['status:trial', ['try']],
    ['status:trial status:retired', ['old', 'try']],
    ['rule:no-console', ['old', 'try']],
    ['rule:no-console status:trial', ['try']],
    ['path:src/jobs/mail.ts', ['jobs']],
    ['path:src/jobs', ['jobs']],
    ['path:money', ['cents']],
    ['path:src/jobs-of-others/a.ts', []],
    ['is:stale', ['jobs']],
    ['is:dup', ['jobs']],
    ['is:pinned', ['cents']],
    ['is:unverified', ['try']],
    ['is:harmful', []],
    ['"is intended in"', ['jobs']],
    ['js/empty-catch', ['jobs']],
    ['nonsense:field', []],
  ];
  for (const [query, ids] of queries) it(`finds ${ids.join(', ') || 'nothing'} for ${query}`, () => assert.deepEqual(found(query), ids));

  it('is none for nothing, blanks, or a field that is only begun', () => {
    for (const query of ['', '   ', 'kind:', '""', 'kind:""']) assert.equal(parseFilter(query), undefined, query);
  });

  it('takes an open quote for what was typed so far', () => {
    assert.deepEqual(found('rule:"no-con'), ['old', 'try']);
  });

  it('offers what leaves something, with how many lessons, problems first', () => {
    const suggestions = filterSuggestions(lessons, context);
    assert.deepEqual(
      suggestions.slice(0, 5).map((s) => [s.query, s.lessons]),
      [
        ['is:duplicate', 1],
        ['is:pinned', 1],
        ['is:stale', 1],
        ['is:unverified', 1],
        ['status:active', 2],
      ],
    );
    for (const { query, lessons: n } of suggestions) assert.equal(found(query).length, n, query);
  });

  it('offers a rule whose name has blanks in quotes', () => {
    const suggestions = filterSuggestions([lesson('a', { scope: scope([], ['my rule']) })], context);
    const spaced = suggestions.find((s) => s.query.startsWith('rule:'));
    assert.equal(spaced?.query, 'rule:"my rule"');
  });
});
