/** Tests that a change switches off, and tests that switch off all others: what the frameworks of ten languages call so. */
import { languageOf, type Language } from '../language.js';
import { isTestPath } from '../test-path.js';
import type { CheckDescription, CheckedText, CheckRemark, TextCheck } from './change-check.js';
import { newlyMatched } from './newly-matched.js';

const skipped: CheckDescription = {
  id: 'change/skipped-test',
  title: 'A test is switched off without a reason',
  why: 'Nobody will know when it may come back, and what it guarded can break unseen. Mend it, delete it, or say beside it why it is off and until when.',
  severity: 'low',
  category: 'tests',
  confidence: 0.8,
};

const focused: CheckDescription = {
  id: 'change/focused-test',
  title: 'Only this test runs',
  why: 'A focused test switches off every other test of the run, and the run still passes. Remove the focus.',
  severity: 'high',
  category: 'tests',
  confidence: 0.9,
};

type Marks = { skip?: RegExp; focus?: RegExp; where: 'tests' | 'anywhere'; unconditional?: boolean };

const scripts: Marks = {
  // a name follows: `test.skip(condition, reason)` has both
  skip: /^\s*(?:(?:it|test|describe|context|suite|specify)\.skip(?:\.each\b.*)?\s*[(`]\s*(?:['"`]|$|\[)|(?:xit|xtest|xdescribe|xcontext|xspecify)(?:\.each\b.*)?\s*\(\s*(?:['"`]|$|\[))/,
  where: 'tests',
};

/** Focus in JavaScript and TypeScript is told by a rule over the syntax tree. */
const marks: Partial<Record<Language, Marks>> = {
  javascript: scripts,
  typescript: scripts,
  tsx: scripts,
  python: {
    skip: /^\s*(?:@pytest\.mark\.skip(?:\(\s*\))?\s*$|@(?:unittest\.)?skip(?:\(\s*(?:""|'')?\s*\))?\s*$|pytest\.skip\(\s*\)\s*$|self\.skipTest\(\s*(?:""|'')?\s*\)\s*$)/,
    where: 'tests',
    unconditional: true,
  },
  go: {
    skip: /^\s*\w{1,3}\.Skip(?:f|Now)?\(.*\)\s*$|^\s*[PX](?:It|Describe|Context|Specify|When)\(\s*"/,
    focus: /^\s*F(?:It|Describe|Context|Specify|When|DescribeTable|Entry)\(\s*"/,
    where: 'tests',
    unconditional: true,
  },
  java: { skip: /^\s*@(?:[\w.]+\.)?(?:Ignore|Disabled)(?:\(\s*(?:""\s*)?\))?\s*$/, where: 'anywhere' },
  rust: { skip: /^\s*#\[ignore\]\s*$/, where: 'anywhere' },
  csharp: {
    skip: /^\s*\[(?:[\w.]+(?:\([^)\]]*\))?,\s*)*(?:(?:Ignore|IgnoreAttribute)(?:\(\s*(?:""\s*)?\))?|(?:Fact|Theory)\([^)\]]*\bSkip\s*=[^)\]]*\))\s*(?:,[^\]]*)?\]\s*$/,
    where: 'anywhere',
  },
  cpp: {
    skip: /^\s*(?:(?:TYPED_)?TEST(?:_[FP])?\(\s*\w+\s*,\s*DISABLED_\w+\s*\)|GTEST_SKIP\(\)\s*;)/,
    where: 'anywhere',
    unconditional: true,
  },
  ruby: {
    skip: /^\s*(?:(?:xit|xdescribe|xcontext|xspecify|xfeature|xscenario|xexample)\b[\s(]+(?:['"{]|[A-Z]).*|(?:skip|pending)\s*(?:\(\))?\s*$)/,
    focus:
      /^\s*(?:(?:fit|fdescribe|fcontext|fspecify|fexample)[\s(]+['"]|(?:it|describe|context|specify|scenario|feature)[\s(]+['"].*,\s*(?::focus\b|focus:\s*true|:focus\s*=>\s*true))/,
    where: 'tests',
    unconditional: true,
  },
  php: {
    skip: /^\s*(?:\$this->markTest(?:Skipped|Incomplete)\(\s*(?:''|"")?\s*\)\s*;|.*->skip\(\s*\)\s*;?\s*$)/,
    focus: /->only\(\s*\)\s*;\s*$/,
    where: 'tests',
    unconditional: true,
  },
  bash: { skip: /^\s*skip\s*(?:;.*)?$/, where: 'tests', unconditional: true },
};

export const skippedTests: TextCheck = {
  about: [skipped, focused],
  looksAt: (path) => {
    const found = marksOf(path);
    return found !== undefined && (found.where === 'anywhere' || isTest(path));
  },
  async remarks(input) {
    const { skip, focus, unconditional } = marksOf(input.path)!;
    return [
      ...(skip ? await placed(input, skipped, (line, at, lines) => skip.test(line) && !excused(lines, at, unconditional === true)) : []),
      ...(focus ? await placed(input, focused, (line) => focus.test(line)) : []),
    ];
  },
};

async function placed(input: CheckedText, check: CheckDescription, test: Parameters<typeof newlyMatched>[1]): Promise<CheckRemark[]> {
  const numbers = await newlyMatched(input, test);
  return numbers.map((line) => ({ check, place: { startLine: line, endLine: line } }));
}

function marksOf(path: string): Marks | undefined {
  const language = /\.kts?$/.test(path) ? 'java' : path.endsWith('.bats') ? 'bash' : languageOf(path);
  return language && marks[language];
}

function isTest(path: string): boolean {
  return isTestPath(path) || /\.bats$|_spec\.rb$|Test\.php$/.test(path);
}

/** A comment beside or above the mark is taken for the reason; a skip inside a condition has its reason in the condition. */
function excused(lines: string[], at: number, unconditional: boolean): boolean {
  const line = lines[at]!;
  if (/\s(?:\/\/|#(?!\[)|\/\*)\s*\w/.test(line)) return true;
  const above = lines.slice(0, at).findLast((text) => text.trim() !== '') ?? '';
  if (/^\s*(?:\/\/|#(?!\[|!)|\*|\/\*|--)/.test(above)) return true;
  if (!unconditional) return false;
  // a call is a statement of a test's body: only its beginning is without condition
  if (/^\s*(?:[@#[]|x|it\(|test\(|describe\(|->|[PX][A-Z]|TEST|TYPED|[})\]])/.test(line)) return false;
  return !/^\s*(?:(?:async\s+)?def\s|func\s|it\b|test\b|specify\b|scenario\b|example\b|@test\b|TEST|TYPED_TEST|(?:public\s+|protected\s+|final\s+)*function\s|\{\s*$)/.test(
    above,
  );
}
