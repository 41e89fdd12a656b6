import assert from 'node:assert/strict';
import type { Language } from '../../../src/core/analysis/language.js';
import { openSyntax } from '../../../src/node/analysis/syntax.js';
import { symbolAt } from '../../../src/node/analysis/symbol-at.js';
import { rootStep, walkTo } from '../../../src/node/analysis/tree-walk.js';
import { assets } from './syntax-assets.js';

const syntax = openSyntax(assets);

/** The symbols around every `here` of the code. */
async function symbols(language: Language, code: string): Promise<string[]> {
  await syntax.load([language]);
  return syntax.withTree(language, code, (tree) =>
    [...code.matchAll(/here/g)].map(({ index }) => {
      const path = walkTo(rootStep(tree), [], { start: index, end: index + 4 }, [{ start: 0, end: code.length }]);
      return symbolAt(path.at(-1)!, tree) ?? '';
    }),
  );
}

describe('symbolAt', () => {
  const table: [language: Language, code: string, symbols: string[]][] = [
    ['javascript', 'here(); class A { b() { here(); } c = () => here(); }', ['', 'A.b', 'A.c']],
    ['typescript', 'namespace N { export const f = () => { here(); }; } module.exports.g = function () { here(); };', ['N.f', 'g']],
    ['tsx', 'function App() { return <a onClick={() => here()} />; }', ['App']],
    ['python', 'class A:\n  def f(self):\n    def g():\n      here()\n', ['A.f.g']],
    [
      'go',
      'package m\nfunc (c *Cart[T]) Total() { f := func() { here() } }\nfunc (c Cart) Sum() { here() }\nfunc top[T any](a T) { here() }\n',
      ['Cart.Total', 'Cart.Sum', 'top'],
    ],
    [
      'java',
      'package p; class A<T> { A() { here(); } void f() { r = () -> here(); } interface I { default void g() { here(); } } } record R(int a) { void k() { here(); } }',
      ['A.A', 'A.f', 'A.I.g', 'R.k'],
    ],
    [
      'rust',
      "mod m { impl<T> Foo for Bar<'a, T> { fn f(&self) { here(); } } trait T { fn g() { here(); } } }\nimpl Foo for &mut x::Baz { fn h() { here(); } }",
      ['m.Bar.f', 'm.T.g', 'x.Baz.h'],
    ],
    [
      'csharp',
      'namespace N.M { class A { int P { get { return here(); } } ~A() { here(); } void F<T>() { void L() { here(); } } } record R(int a) { void G() { here(); } } }',
      ['A.P', 'A.~A', 'A.F.L', 'R.G'],
    ],
    [
      'cpp',
      'namespace a::b { class C { void f() { here(); } }; }\nvoid a::C::g(int x) { here(); }\nint *h(int x) { return here(); }\nint &r() { here(); }\n' +
        'template<class T> T C<T>::k() { here(); }\nnamespace { void q() { auto l = []() { here(); }; } }\nstruct S { ~S() { here(); } bool operator<(S o) { here(); } };',
      ['a.b.C.f', 'a.C.g', 'h', 'r', 'C.k', 'q', 'S.~S', 'S.operator<'],
    ],
    [
      'ruby',
      'module M\n class A::B < C\n  def f\n   here()\n  end\n  def self.g\n   here()\n  end\n  class << self\n   def h?\n    here()\n   end\n  end\n end\nend\n',
      ['M.A.B.f', 'M.A.B.g', 'M.A.B.h?'],
    ],
    [
      'php',
      '<?php namespace A\\B; class C { function f() { here(); } } trait T { function g() { here(); } } function k() { $l = fn() => here(); }',
      ['C.f', 'T.g', 'k'],
    ],
    ['bash', 'here\nf() { here; }\nfunction g { here; }\n', ['', 'f', 'g']],
  ];
  for (const [language, code, expected] of table) {
    it(`names what encloses code in ${language}`, async () => {
      assert.deepEqual(await symbols(language, code), expected);
    });
  }
});
