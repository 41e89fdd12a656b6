import assert from 'node:assert/strict';
import { findingsOf } from './check-change.js';

const skips: [path: string, text: string][] = [
  ['a.test.ts', "it.skip('adds', () => {});"],
  ['a.test.js', "describe.skip('cart', () => {});"],
  ['a.spec.tsx', "test.skip('renders', async () => {});"],
  ['a.test.js', "xit('adds', () => {});"],
  ['a.test.js', "xdescribe('cart', () => {});"],
  ['a.test.js', "it.skip.each([1, 2])('adds %i', () => {});"],
  ['test_a.py', '@pytest.mark.skip\ndef test_a():\n    pass'],
  ['test_a.py', '@pytest.mark.skip()\ndef test_a():\n    pass'],
  ['a_test.go', 'func TestA(t *testing.T) {\n\tt.Skip()\n}'],
  ['a_test.go', 'func TestA(t *testing.T) {\n\tt.Skip("flaky")\n}'],
  ['a_test.go', 'PIt("adds", func() {})'],
  ['ATest.java', 'class ATest {\n  @Disabled\n  @Test void a() {}\n}'],
  ['ATest.java', '  @Ignore\n  @Test public void a() {}'],
  ['ATest.kt', '  @Disabled\n  @Test fun a() {}'],
  ['lib.rs', '#[test]\n#[ignore]\nfn a() {}'],
  ['ATests.cs', '[Fact(Skip = "flaky")]\npublic void A() {}'],
  ['ATests.cs', '[Theory(Skip="later")]\npublic void A() {}'],
  ['ATests.cs', '[Test, Ignore]\npublic void A() {}'],
  ['ATests.cs', '[Ignore]\npublic void A() {}'],
  ['a_test.cpp', 'TEST(Cart, DISABLED_Adds) {}'],
  ['a_test.cpp', 'TEST(Cart, Adds) {\n  GTEST_SKIP();\n}'],
  ['spec/a_spec.rb', "xit 'adds' do\nend"],
  ['spec/a_spec.rb', "it 'adds' do\n  skip\nend"],
  ['tests/ATest.php', '  public function testA(): void {\n    $this->markTestSkipped();'],
  ['tests/a.php', "it('adds', fn () => 1)->skip();"],
  ['test/a.bats', '@test "adds" {\n  skip\n}'],
];

const focuses: [path: string, text: string][] = [
  ['a_test.go', 'FIt("adds", func() {})'],
  ['a_test.go', 'FDescribe("cart", func() {})'],
  ['spec/a_spec.rb', "fit 'adds' do\nend"],
  ['spec/a_spec.rb', "it 'adds', :focus do\nend"],
  ['spec/a_spec.rb', "describe 'cart', focus: true do\nend"],
  ['tests/a.php', "it('adds', fn () => 1)->only();"],
];

const quiet: [path: string, text: string][] = [
  ['a.test.ts', "it('adds', () => {});"],
  ['a.test.ts', "test.skip(browserName === 'firefox', 'no such API there');"],
  ['a.test.ts', "// broken since the move to v2, see the roadmap\nit.skip('adds', () => {});"],
  ['a.test.ts', "it.skip('adds', () => {}); // needs a network"],
  ['a.ts', "it.skip('adds', () => {});"],
  ['test_a.py', '@pytest.mark.skip(reason="no network")\ndef test_a():\n    pass'],
  ['test_a.py', '@pytest.mark.skipif(sys.platform == "win32", reason="posix")'],
  ['a_test.go', 'func TestA(t *testing.T) {\n\tif testing.Short() {\n\t\tt.Skip()\n\t}\n}'],
  ['ATest.java', '  @Disabled("until the server is back")\n  @Test void a() {}'],
  ['lib.rs', '#[test]\n#[ignore = "slow"]\nfn a() {}'],
  ['a.cs', '[JsonIgnore]\npublic int A;'],
  ['spec/a_spec.rb', "it 'adds' do\n  skip 'no such server'\nend"],
  ['test/a.bats', '@test "adds" {\n  skip "no network"\n}'],
  ['lib/a.rb', 'fit "x"'],
];

describe('skipped and focused tests', () => {
  for (const [path, text] of skips) {
    it(`names the test switched off in ${path}: ${text.slice(0, 60)}`, async () => {
      const found = await findingsOf([{ path, before: '', after: `${text}\n` }]);
      assert.equal(found.length, 1);
      assert.ok(found[0]!.startsWith('change/skipped-test '));
    });
  }
  for (const [path, text] of focuses) {
    it(`names the only test in ${path}: ${text.slice(0, 60)}`, async () => {
      const found = await findingsOf([{ path, before: '', after: `${text}\n` }]);
      assert.equal(found.length, 1);
      assert.ok(found[0]!.startsWith('change/focused-test '));
    });
  }
  for (const [path, text] of quiet) {
    it(`is silent about ${path}: ${text.slice(0, 60)}`, async () => {
      assert.deepEqual(await findingsOf([{ path, before: '', after: `${text}\n` }]), []);
    });
  }

  it('is silent about a skip that was there before: edited in place, moved, or re-indented', async () => {
    const before = "it.skip('adds', () => {});\nit('takes', () => {});\n";
    assert.deepEqual(await findingsOf([{ path: 'a.test.ts', before, after: before.replace('adds', 'adds up') }]), []);
    const moved = "it('takes', () => {});\n\n  it.skip('adds', () => {});\n";
    assert.deepEqual(await findingsOf([{ path: 'a.test.ts', before, after: moved }]), []);
  });

  it('names the second of two where one was there', async () => {
    const before = "it.skip('a', () => {});\n";
    const after = "it.skip('a', () => {});\nit.skip('b', () => {});\n";
    assert.deepEqual(await findingsOf([{ path: 'a.test.ts', before, after }]), ['change/skipped-test a.test.ts:2']);
  });
});
