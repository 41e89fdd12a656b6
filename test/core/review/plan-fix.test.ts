import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createRedact } from '../../../src/core/analysis/redact.js';
import { makeAnchor } from '../../../src/core/changes/make-anchor.js';
import type { Edit } from '../../../src/core/review/finding.js';
import { planFix, type FixFile, type FixPlan } from '../../../src/core/review/plan-fix.js';
import { fakePorts } from '../../support/ports.js';

const redact = createRedact(fakePorts().hash);
const reviewed = ['import { a } from "a";', '', 'export function f(x) {', '  if (x == 1) return a;', '  return x;', '}'];

const anchor = makeAnchor({ path: 'f.js', side: 'new', lines: reviewed, startLine: 4, endLine: 4 });
const edit = (more: Partial<Edit> = {}): Edit => ({
  path: 'f.js',
  startLine: 4,
  endLine: 4,
  expect: '  if (x == 1) return a;',
  replace: '  if (x === 1) return a;',
  ...more,
});

function plan(edits: Edit[], files: Record<string, string[] | FixFile>): FixPlan {
  const known = new Map(
    Object.entries(files).map(([path, file]) => [path, Array.isArray(file) ? { text: `${file.join('\n')}\n`, unchanged: false } : file]),
  );
  return planFix({ anchor, fix: { edits } }, known, redact);
}

const lines = (p: FixPlan) =>
  p.state === 'ready' ? p.edits.map((e) => [e.path, e.startLine, e.endLine, e.lines.join('\n'), e.certain]) : p.why;

describe('planning a fix', () => {
  it('replaces the expected lines where they stand', () => {
    assert.deepEqual(lines(plan([edit()], { 'f.js': reviewed })), [['f.js', 4, 4, '  if (x === 1) return a;', true]]);
  });

  it('follows the flagged code when lines came in above it', () => {
    const now = ['// new', '// newer', ...reviewed];
    assert.deepEqual(lines(plan([edit()], { 'f.js': now })), [['f.js', 6, 6, '  if (x === 1) return a;', true]]);
  });

  it('refuses as stale when the expected text has changed by one sign', () => {
    const now = reviewed.with(3, '  if (x == 2) return a;');
    const refused = plan([edit()], { 'f.js': now });
    assert.deepEqual(refused, { state: 'refused', why: 'line 4 of f.js is not what it expects', stale: true });
  });

  it('refuses as stale when indentation alone has changed: the text is not exactly there', () => {
    assert.equal(plan([edit()], { 'f.js': reviewed.with(3, '    if (x == 1) return a;') }).state, 'refused');
  });

  it('refuses as stale when the file is gone', () => {
    assert.deepEqual(plan([edit()], {}), { state: 'refused', why: 'f.js is not there any more', stale: true });
  });

  it('reads a file with CRLF like any other', () => {
    const text = reviewed.join('\r\n');
    assert.equal(plan([edit()], { 'f.js': { text, unchanged: true } }).state, 'ready');
  });

  it('does not take a byte-order mark for a part of the first line', () => {
    const first = edit({ startLine: 1, endLine: 1, expect: '\ufeffimport { a } from "a";', replace: 'import { a } from "b";' });
    assert.equal(plan([first], { 'f.js': reviewed }).state, 'ready');
    assert.equal(plan([{ ...first, expect: first.expect.slice(1) }], { 'f.js': ['\ufeffimport { a } from "a";', 'x'] }).state, 'ready');
  });

  it('takes whole lines out when nothing comes in their place', () => {
    assert.deepEqual(lines(plan([edit({ replace: '' })], { 'f.js': reviewed })), [['f.js', 4, 4, '', true]]);
    const planned = plan([edit({ replace: '' })], { 'f.js': reviewed });
    assert.deepEqual(planned.state === 'ready' && planned.edits[0].lines, []);
  });

  it('is sure of lines to insert only beside the flagged code, or in a file nobody touched', () => {
    const above = edit({ startLine: 4, endLine: 3, expect: '', replace: '  check(x);' });
    assert.deepEqual(lines(plan([above], { 'f.js': ['// new', ...reviewed] })), [['f.js', 5, 4, '  check(x);', true]]);
    const top = edit({ startLine: 1, endLine: 0, expect: '', replace: 'import { b } from "b";' });
    assert.deepEqual(lines(plan([top], { 'f.js': reviewed })), [['f.js', 1, 0, 'import { b } from "b";', false]]);
    assert.deepEqual(lines(plan([top], { 'f.js': { text: reviewed.join('\n'), unchanged: true } })), [
      ['f.js', 1, 0, 'import { b } from "b";', true],
    ]);
  });

  it('finds a text of another file by itself, and lets a person look, or refuses when it stands there twice', () => {
    const other = edit({ path: 'g.js', startLine: 1, endLine: 1, expect: 'f(1);', replace: 'f(2);' });
    assert.deepEqual(lines(plan([other], { 'g.js': ['// new', 'f(1);'] })), [['g.js', 2, 2, 'f(2);', false]]);
    assert.equal(plan([other], { 'g.js': ['// new', 'f(1);', 'f(1);'] }).state, 'refused');
  });

  it('refuses a path that leads out of the repository or into git’s own folder, whatever stands there', () => {
    for (const path of ['../f.js', '/etc/passwd', 'a/../../f.js', '.git/hooks/pre-commit', 'sub/.GIT/config', 'C:\\x', './f.js', '']) {
      const refused = plan([edit({ path })], { [path]: reviewed });
      assert.equal(refused.state === 'refused' && !refused.stale, true, path);
    }
  });

  it('writes no secret: not a literal one, not a mark, not one that only its lines together make', () => {
    const key = ['AKIA', 'QWERTYUIOPASDFGH'].join('');
    for (const replace of [`  const k = "${key}";`, '  const k = ‹secret:aws:0123456789ab›;'])
      assert.equal(lines(plan([edit({ replace })], { 'f.js': reviewed })), 'it would write a secret');
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj'.repeat(2);
    const begins = edit({ path: 'k.pem', startLine: 1, endLine: 1, expect: 'x', replace: '-----BEGIN PRIVATE KEY-----' });
    assert.equal(lines(plan([begins], { 'k.pem': ['x', body, '-----END PRIVATE KEY-----'] })), 'it would write a secret');
  });

  it('takes a secret out, which it expects by its mark only', () => {
    const secret = ['const key = "AKIA', 'QWERTYUIOPASDFGH";'].join('');
    const out = edit({ path: 'k.js', startLine: 1, endLine: 1, expect: redact(secret), replace: 'const key = process.env.KEY;' });
    assert.notEqual(redact(secret), secret);
    assert.equal(plan([out], { 'k.js': [secret] }).state, 'ready');
    const another = ['const key = "AKIA', 'ASDFGHQWERTYUIOP";'].join('');
    assert.equal(plan([out], { 'k.js': [another] }).state, 'refused');
  });

  it('writes no characters that cannot be seen, unless they stood there', () => {
    const hidden = edit({ replace: '  if (x === 1) return a; // \u202e' });
    assert.equal(lines(plan([hidden], { 'f.js': reviewed })), 'it would write characters that cannot be seen');
    const kept = edit({ expect: 'a\u200bb', replace: 'a\u200bc' });
    assert.equal(plan([kept], { 'f.js': reviewed.with(3, 'a\u200bb') }).state, 'ready');
  });

  it('refuses edits that overlap or that do not say what they replace', () => {
    assert.match(String(lines(plan([edit(), edit()], { 'f.js': reviewed }))), /twice/);
    assert.match(String(lines(plan([edit({ endLine: 5 })], { 'f.js': reviewed }))), /does not say/);
    assert.match(String(lines(plan([edit({ startLine: 0, endLine: 0 })], { 'f.js': reviewed }))), /does not say/);
    assert.match(String(lines(plan([edit({ endLine: 1 })], { 'f.js': reviewed }))), /does not say/);
  });

  it('never plans an edit of lines that are not what it expects, whatever happened to the file', () => {
    const line = fc.constantFrom(...reviewed, '', '  if (x == 1) return b;');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), fc.boolean(), (now, unchanged) => {
        const planned = plan([edit()], { 'f.js': { text: now.join('\n'), unchanged } });
        if (planned.state === 'refused') return;
        for (const { startLine, endLine } of planned.edits)
          assert.equal(now.slice(startLine - 1, endLine).join('\n'), '  if (x == 1) return a;');
      }),
    );
  });
});
