import assert from 'node:assert/strict';
import { codeShape } from '../../../src/core/analysis/code-shape.js';
import { languageNamed, languageOf } from '../../../src/core/analysis/language.js';
import { mergeConflicts } from '../../../src/core/analysis/merge-markers.js';
import { minifiedReason } from '../../../src/core/analysis/minified.js';
import { isSecurity } from '../../../src/core/analysis/security.js';
import { isTestPath } from '../../../src/core/analysis/test-path.js';

describe('mergeConflicts', () => {
  const all = [{ startLine: 1, endLine: 99 }];

  it('needs all three markers, in order', () => {
    assert.deepEqual(mergeConflicts(['<<<<<<< a', 'x', '=======', 'y', '>>>>>>> b'], all), [{ startLine: 1, endLine: 5 }]);
    assert.deepEqual(mergeConflicts(['Title', '=======', '>>>>>>> quoted'], all), []);
    assert.deepEqual(mergeConflicts(['>>>>>>> b', '=======', '<<<<<<< a'], all), []);
    assert.deepEqual(mergeConflicts([' <<<<<<< a', '=======', ' >>>>>>> b'], all), []);
  });

  it('knows the three-way form and Windows line ends', () => {
    assert.deepEqual(mergeConflicts(['<<<<<<< a\r', '||||||| base\r', '=======\r', '>>>>>>> b\r'], all), [{ startLine: 1, endLine: 4 }]);
  });

  it('leaves out a conflict whose markers were there before', () => {
    assert.deepEqual(mergeConflicts(['<<<<<<< a', 'x', '=======', '>>>>>>> b'], [{ startLine: 2, endLine: 2 }]), []);
  });
});

describe('isSecurity', () => {
  const plain = {
    category: 'correctness',
    title: 'A value is compared with itself',
    body: 'Use another one.',
    source: { kind: 'analyzer', name: 'rules' },
  } as const;

  const security: [what: string, more: Partial<Parameters<typeof isSecurity>[0]>][] = [
    ['its category', { category: 'security' }],
    ['a CWE', { cwe: ['CWE-95'] }],
    ['its rule', { rule: 'secret/aws-secret-key' }],
    ['its specialist', { source: { kind: 'specialist', name: 'security' } }],
    ['its title', { title: 'SQL injection through name' }],
    ['its body', { body: 'The access token is logged in plain text.' }],
    ['a CVE', { body: 'See CVE-2021-44228.' }],
    ['a plural', { title: 'This has known vulnerabilities' }],
  ];
  for (const [what, more] of security) {
    it(`is said by ${what}`, () => {
      assert.equal(isSecurity({ ...plain, ...more }), true);
    });
  }

  const others = [
    'Use dependency injection here',
    'This token of the parser is skipped',
    'The password field has no label',
    'Rename this secretary',
    'A secured loan',
  ];
  for (const title of others) {
    it(`is not said by “${title}”`, () => {
      assert.equal(isSecurity({ ...plain, title }), false);
    });
  }
});

describe('codeShape', () => {
  it('is the same for code that differs in names, texts, numbers and layout', () => {
    assert.equal(codeShape("if (user.name === 'x') return 1;"), codeShape('if (  cart.total\n === "long text") return 42; // why'));
    assert.equal(codeShape('try { a(); } catch (e) {}'), codeShape('try {\n  b();\n} catch (error) {}'));
  });

  it('differs where the code does another thing', () => {
    assert.notEqual(codeShape('if (a === b) go();'), codeShape('if (a !== b) go();'));
    assert.notEqual(codeShape('catch (e) {}'), codeShape('catch (e) { log(e); }'));
  });

  it('takes lists and paths of any length as one', () => {
    assert.equal(codeShape('f(a, b, c, d)'), codeShape('g(x, y)'));
    assert.equal(codeShape('a.b.c.d()'), codeShape('a.b()'));
  });

  it('is short, also for long or broken code', () => {
    assert.ok(codeShape('f('.repeat(10_000)).length <= 200);
    assert.ok(codeShape(`"${'\\'.repeat(9_999)}`).length <= 200);
  });
});

describe('names of files', () => {
  it('tell the language', () => {
    const table = {
      'a.ts': 'typescript',
      'a.d.mts': 'typescript',
      'b/C.TSX': 'tsx',
      'a.jsx': 'javascript',
      'x.pyi': 'python',
      'a.go': 'go',
      'A.java': 'java',
      'a.rs': 'rust',
      'A.cs': 'csharp',
      'a.c': 'cpp',
      'a.h': 'cpp',
      'a.hpp': 'cpp',
      'a.rb': 'ruby',
      'a.php': 'php',
      'a.sh': 'bash',
      'a.cobol': undefined,
      Makefile: undefined,
    };
    for (const [path, language] of Object.entries(table)) assert.equal(languageOf(path), language, path);
    assert.equal(languageNamed('TypeScript'), 'typescript');
    assert.equal(languageNamed('cobol'), undefined);
  });

  it('tell tests', () => {
    const tests = [
      'src/a.test.ts',
      'a_test.py',
      'tests/x.py',
      'pkg/__tests__/a.js',
      'test_a.py',
      'conftest.py',
      'e2e/login.ts',
      'a.spec.tsx',
      'pkg/cart_test.go',
      'app/src/test/java/CartHelper.java',
      'core/src/androidTest/kotlin/A.java',
      'src/CartTest.java',
      'src/CartTests.java',
      'src/CartIT.java',
      'src/TestCart.java',
      'Shop/CartTests.cs',
      'Shop.Tests/Cart.cs',
      'Shop.UnitTests/Cart.cs',
      'src/cart_test.rs',
      'crates/shop/tests/cart.rs',
      'crates/shop/src/tests.rs',
      'crates/shop/benches/cart.rs',
      'src/cart_unittest.cc',
      'src/test-cart.c',
      'CartTest.cpp',
      'cart_spec.rb',
      'spec/cart_helper.rb',
      'test_cart.rb',
      'CartTest.php',
      'cart.bats.sh',
      'test-cart.sh',
      'cart_test.sh',
    ];
    const sources = [
      'src/a.ts',
      'contest.py',
      'latest/a.js',
      'src/attest.ts',
      'testimonials.tsx',
      'inspect/a.ts',
      'src/Contest.java',
      'src/Attests.cs',
      'Latest/A.cs',
      'protest.rb',
      'src/Audit.java',
      'src/Testament.java',
      'attest.sh',
      'src/manifest.rs',
    ];
    for (const path of tests) assert.ok(isTestPath(path), path);
    for (const path of sources) assert.ok(!isTestPath(path), path);
  });

  it('do not tell minified code: its lines do', () => {
    assert.equal(minifiedReason(['const a = 1;', 'x'.repeat(3_000), ...Array.from({ length: 50 }, () => 'go();')]), undefined);
    assert.match(minifiedReason(['a();'.repeat(2_000)]) ?? '', /8000 characters/);
    assert.equal(minifiedReason([]), undefined);
  });
});
