import assert from 'node:assert/strict';
import type { Candidate } from '../../../../src/core/review/finding.js';
import { createCrossFileChecks } from '../../../../src/node/analysis/cross-file/cross-file.js';
import { type FakeFile, fakeChange } from '../fake-change.js';
import { assets } from '../syntax-assets.js';

async function candidatesOf(files: FakeFile[], others: Record<string, string> = {}): Promise<Candidate[]> {
  const { changes, contents } = fakeChange(files, others);
  const found: Candidate[] = [];
  const input = { changes, contents, signal: new AbortController().signal, warn: (message: string) => assert.fail(message) };
  await createCrossFileChecks({ assets, redact: (text) => text }).analyze(input, (candidate) => found.push(candidate));
  return found;
}

/** `rule path:line` on the new side, `rule -path:line` on the old one. */
async function findingsOf(files: FakeFile[], others?: Record<string, string>): Promise<string[]> {
  const found = await candidatesOf(files, others);
  return found.map(({ rule, anchor }) => {
    const line = anchor.state === 'exact' ? `:${anchor.startLine}` : '';
    return `${rule!.replace('cross-file/', '')} ${anchor.side === 'old' ? '-' : ''}${anchor.path}${line}`;
  });
}

/** What an added import gives, in a repository with these other files. */
const added = (path: string, line: string, others: Record<string, string>): Promise<string[]> =>
  findingsOf([{ path, before: 'x = 1\n', after: `${line}\nx = 1\n` }], others);

describe('an import that a change adds', () => {
  const script = {
    'src/cart.ts': 'export function total(a: number) {}\nexport const tax = 1;\nexport default class Cart {}\nexport type Line = {};\n',
    'src/index.ts': "export * from './cart';\nexport { total as sum } from './cart';\n",
    'src/ext.ts': "export * from 'package';\n",
    'src/old.js': 'module.exports = { a, b: 1 };\nexports.c = 2;\n',
    'src/dynamic.js': 'module.exports = make();\n',
    'src/deep/index.tsx': 'export const Deep = () => null;\n',
    'src/style.css': '',
    'src/view.vue': '',
    'src/api.d.ts': 'export const api: string;\n',
    'src/generated/.keep': '',
    'vendored/package.json': '{}',
  };
  const wrong: [line: string, rule: string][] = [
    ["import { a } from './missing';", 'missing-module'],
    ["import './missing.js';", 'missing-module'],
    ["export { a } from '../lost/a';", 'missing-module'],
    ["const a = require('./missing');", 'missing-module'],
    ["const a = await import('./missing');", 'missing-module'],
    ["import { totals } from './cart';", 'missing-export'],
    ["import type { Lines } from './cart.js';", 'missing-export'],
    ["import { totals } from '.';", 'missing-export'],
    ["import Deep from './deep';", 'missing-export'],
    ["import { d } from './old';", 'missing-export'],
    ["const { d } = require('./old');", 'missing-export'],
    ["import { total } from '@/cart2';", ''],
    ["import { totals } from '@/cart';", 'missing-export'],
  ];
  for (const [line, rule] of wrong.filter(([, rule]) => rule !== '')) {
    it(`is told: ${line}`, async () => assert.deepEqual(await added('src/app.ts', line, script), [`${rule} src/app.ts:1`]));
  }

  it('looks once for secrets in a file, however many of its imports are wrong', async () => {
    const after = Array.from({ length: 20 }, (_, i) => `import './missing-${i}';\n`).join('');
    const { changes, contents } = fakeChange([{ path: 'src/app.ts', before: '', after }], {});
    let searched = 0;
    const redact = (text: string): string => {
      if (text === after) searched++;
      return text;
    };
    let found = 0;
    const input = { changes, contents, signal: new AbortController().signal, warn: (message: string) => assert.fail(message) };
    await createCrossFileChecks({ assets, redact }).analyze(input, () => found++);
    assert.deepEqual({ found, searched }, { found: 20, searched: 1 });
  });

  const right = [
    "import Cart, { total, tax as t, type Line } from './cart';",
    "import { total, sum } from '.';",
    "import { total } from './cart.js';",
    "import * as cart from './cart';",
    "import { anything } from './ext';",
    "import old, { a, b, c } from './old';",
    "const { x } = require('./dynamic');",
    "import { Deep } from './deep';",
    "import { Deep } from './deep/';",
    "import './style.css';",
    "import View from './view.vue';",
    "import View from './view';",
    "import { api } from './api';",
    "import { client } from './generated/client';",
    "import x from '../vendored';",
    "import x from 'package';",
    "import x from '@scope/package/missing';",
    "import { total } from '@/missing';",
    "import raw from './style.css?raw';",
    "try { require('./missing') } catch {}",
    "const a = await import('./missing').catch(() => null);",
    "// import './missing';",
    "const s = `import './missing'`;",
    "const s = `\nimport './missing';\n`;",
    "/*\nimport './missing';\n*/",
    "jest.mock('./missing');",
  ];
  for (const line of right) it(`is no matter: ${line}`, async () => assert.deepEqual(await added('src/app.ts', line, script), []));

  const python = {
    'app/__init__.py': 'from .cart import total\nVERSION = 1\n',
    'app/cart.py':
      'def total(a):\n    pass\n\n\nTAX = RATE = 1\nif TAX:\n    extra, more = 1, 2\ntry:\n    import json as js\nexcept ImportError:\n    js = None\nclass Cart:\n    pass\n',
    'app/sub/__init__.py': '',
    'app/sub/deep.py': 'from ..cart import *\n',
    'app/lazy.py': 'def __getattr__(name):\n    return 1\n',
    'app/fast.pyx': '',
    'tests/data/x.txt': '',
  };
  const wrongPython: [line: string, rule: string][] = [
    ['from .missing import a', 'missing-module'],
    ['from . import missing', 'missing-export'],
    ['from .cart import totals', 'missing-export'],
    ['from app.cart import totals', 'missing-export'],
    ['from app.missing import a', 'missing-module'],
    ['import app.missing', 'missing-module'],
    ['from app import Missing', 'missing-export'],
    ['from app.sub.deep import totals', 'missing-export'],
    ['def f():\n    from .missing import a', 'missing-module'],
  ];
  for (const [line, rule] of wrongPython) {
    it(`is told: ${line}`, async () => {
      const [found, ...more] = await added('app/main.py', line, python);
      assert.ok(found?.startsWith(`${rule} app/main.py:`), found);
      assert.deepEqual(more, []);
    });
  }
  const rightPython = [
    'from . import __doc__ as doc',
    'from .cart import __name__, __file__',
    'from .cart import total, TAX, RATE, extra, more, js, Cart',
    'from . import cart, sub, total, VERSION',
    'from app import cart, sub',
    'from app.sub.deep import total',
    'from .sub import deep',
    'from .lazy import anything',
    'from .fast import anything',
    'import os.path, requests',
    'from requests import missing',
    'try:\n    from .missing import a\nexcept ImportError:\n    a = None',
    '# from .missing import a',
  ];
  for (const line of rightPython) it(`is no matter: ${line}`, async () => assert.deepEqual(await added('app/main.py', line, python), []));

  it('is no matter when it was there before', async () => {
    const before = "import { totals } from './cart';\nimport a from './missing';\nx = 1\n";
    const after = "import { totals, tax } from './cart';\nimport a, { b } from './missing';\nx = 2\n";
    assert.deepEqual(await findingsOf([{ path: 'src/app.ts', before, after }], script), []);
  });

  it('is told on the line of the name in a long list', async () => {
    const before = "import {\n  total,\n} from './cart';\n";
    const after = "import {\n  total,\n  totals,\n} from './cart';\n";
    assert.deepEqual(await findingsOf([{ path: 'src/app.ts', before, after }], script), ['missing-export src/app.ts:3']);
  });

  it('is no matter of a file that is ignored or was meant to break', async () => {
    assert.deepEqual(await added('test/fixtures/app.ts', "import a from './missing';", script), []);
  });
});

describe('what a change takes away', () => {
  const cart = 'export function total(a: number) {\n  return a;\n}\nexport const tax = 1;\n';

  it('is told with the places that still use it', async () => {
    const others = {
      'src/a.ts': "import { total } from './cart';\ntotal(1);\n",
      'src/b.tsx': "import * as c from './cart.js';\n\nc.total(1);\n",
    };
    const [found, ...more] = await candidatesOf([{ path: 'src/cart.ts', before: cart, after: cart.replace('total', 'sum') }], others);
    assert.deepEqual(more, []);
    assert.equal(found!.rule, 'cross-file/removed-export');
    assert.ok(found!.anchor.state === 'exact' && found!.anchor.side === 'old' && found!.anchor.startLine === 1);
    assert.match(found!.body, /`src\/a\.ts:1`, `src\/b\.tsx:3`/);
  });

  it('is no matter when nobody uses it, everybody follows, or it is still shown from elsewhere', async () => {
    const change = { path: 'src/cart.ts', before: cart, after: cart.replace('total', 'sum') };
    assert.deepEqual(await findingsOf([change], { 'src/a.ts': "import { tax } from './cart';\n" }), []);
    const user = "import { total } from './cart';\n";
    assert.deepEqual(await findingsOf([change, { path: 'src/a.ts', before: user, after: user.replace('total', 'sum') }]), []);
    const shown = { ...change, after: "export * from './sum';\nexport const tax = 1;\n" };
    assert.deepEqual(await findingsOf([shown], { 'src/a.ts': user, 'src/sum.ts': 'export function total() {}\n' }), []);
  });

  it('is told through modules that show it on', async () => {
    const others = { 'src/index.ts': "export * from './cart';\n", 'app/a.ts': "import { total } from '../src';\n" };
    const [found] = await candidatesOf([{ path: 'src/cart.ts', before: cart, after: cart.replace('total', 'sum') }], others);
    assert.match(found!.body, /`app\/a\.ts:1`/);
  });

  it('is told of a module that is deleted or moved while it is imported', async () => {
    const others = { 'src/a.ts': "import { total } from './cart';\n" };
    assert.deepEqual(await findingsOf([{ path: 'src/cart.ts', before: cart }], others), ['removed-module -src/cart.ts:1']);
    assert.deepEqual(await findingsOf([{ path: 'src/shop/cart.ts', oldPath: 'src/cart.ts', before: cart, after: cart }], others), [
      'removed-module src/shop/cart.ts',
    ]);
    assert.deepEqual(await findingsOf([{ path: 'src/cart.ts', before: cart }], { ...others, 'src/cart/index.ts': cart }), []);
  });

  it('is told of callers that give what a function took before', async () => {
    const others = { 'src/a.ts': "import { total } from './cart';\n\ntotal(1);\n" };
    const wrong = ['(a: number, b: string)', '()', '(b: string, a: number)'];
    for (const parameters of wrong) {
      const after = cart.replace('(a: number)', parameters);
      assert.deepEqual(
        await findingsOf([{ path: 'src/cart.ts', before: cart, after }], others),
        ['changed-signature src/cart.ts:1'],
        parameters,
      );
    }
    for (const parameters of ['(a: number, b?: string)', '(a: number, b = 1)', '(a: number, ...more: string[])', '(amount: number)']) {
      const after = cart.replace('(a: number)', parameters);
      assert.deepEqual(await findingsOf([{ path: 'src/cart.ts', before: cart, after }], others), [], parameters);
    }
    const spread = { 'src/a.ts': "import { total } from './cart';\n\ntotal(...args);\n" };
    assert.deepEqual(
      await findingsOf([{ path: 'src/cart.ts', before: cart, after: cart.replace('(a: number)', '(a: number, b: string)') }], spread),
      [],
    );
  });

  it('is told in Python: names, modules, parameters', async () => {
    const before = 'def total(a, *, round=True):\n    return a\n\n\nTAX = 1\n';
    const others = { 'app/__init__.py': '', 'app/main.py': 'from .cart import total\nfrom app import cart\n\ntotal(1)\ncart.TAX\n' };
    const changed = (after: string): Promise<string[]> => findingsOf([{ path: 'app/cart.py', before, after }], others);
    assert.deepEqual(await changed(before.replace('total', 'sum')), ['removed-export -app/cart.py:1']);
    assert.deepEqual(await changed(before.replace('TAX', 'VAT')), ['removed-export -app/cart.py:5']);
    assert.deepEqual(await changed(before.replace('(a,', '(a, b,')), ['changed-signature app/cart.py:1']);
    assert.deepEqual(await changed(before.replace('round=True', 'places')), ['changed-signature app/cart.py:1']);
    assert.deepEqual(await changed(before.replace('(a,', '(a, b=1,')), []);
    assert.deepEqual(await findingsOf([{ path: 'app/cart.py', before }], others), ['removed-module -app/cart.py:1']);
  });

  it('reads nothing else when no export changed', async () => {
    const { changes, contents } = fakeChange([{ path: 'src/cart.ts', before: cart, after: cart.replace('return a', 'return a + 1') }]);
    const refuse = (): never => assert.fail('not needed');
    const input = {
      changes,
      contents: { ...contents, paths: refuse, search: refuse, readPath: refuse },
      signal: new AbortController().signal,
      warn: refuse,
    };
    assert.deepEqual(await createCrossFileChecks({ assets, redact: (text) => text }).analyze(input, refuse), []);
  });

  it('is no matter of imports that stand in a text in quotes', async () => {
    const others = { 'src/a.ts': "const s = `\nimport { total } from './cart';\n`;\n" };
    assert.deepEqual(await findingsOf([{ path: 'src/cart.ts', before: cart, after: cart.replace('total', 'sum') }], others), []);
    assert.deepEqual(await findingsOf([{ path: 'src/cart.ts', before: cart }], others), []);
  });

  it('says nothing of texts that no grammar understands', async () => {
    const others = { 'src/a.ts': "import { total } from './cart';\n" };
    assert.deepEqual(await findingsOf([{ path: 'src/cart.ts', before: cart, after: 'export function {{{\n' }], others), []);
  });
});
