import assert from 'node:assert/strict';
import { candidatesOf, findingsOf } from './check-change.js';

const npm = (dependencies: Record<string, string>, more: object = {}): string =>
  JSON.stringify({ name: 'app', ...more, dependencies }, null, 2);
const rule = 'change/manifest-without-lock';

describe('a manifest without its lock', () => {
  const alarms: [name: string, path: string, before: string, after: string, lock: string, lockText: string][] = [
    ['npm', 'package.json', npm({ a: '^1.0.0' }), npm({ a: '^1.0.0', b: '^2.0.0' }), 'package-lock.json', '{}'],
    ['Yarn', 'package.json', npm({ a: '^1.0.0' }), npm({ a: '^2.0.0' }), 'yarn.lock', 'a@^1.0.0:\n'],
    ['pnpm', 'package.json', npm({}), npm({ a: '^2.0.0' }), 'pnpm-lock.yaml', 'importers:\n'],
    ['Bun', 'package.json', npm({}), npm({ a: '^2.0.0' }), 'bun.lock', '{}'],
    [
      'Cargo',
      'Cargo.toml',
      '[dependencies]\na = "1"\n',
      '[dependencies]\na = "1"\nserde = { version = "1" }\n',
      'Cargo.lock',
      'name = "a"\n',
    ],
    ['Bundler', 'Gemfile', "gem 'a'\n", "gem 'a'\ngem 'rails', '~> 7.0'\n", 'Gemfile.lock', 'DEPENDENCIES\n  a\n'],
    ['Composer', 'composer.json', '{"require": {\n"a/a": "1"}}', '{"require": {\n"a/a": "2"}}', 'composer.lock', '{}'],
    ['Go', 'go.mod', 'module x\n', 'module x\nrequire example.org/a v1.2.3\n', 'go.sum', ''],
    ['Poetry', 'pyproject.toml', '[tool.poetry.dependencies]\na = "1"\n', '[tool.poetry.dependencies]\na = "2"\n', 'poetry.lock', ''],
    ['uv', 'pyproject.toml', '[project]\ndependencies = [\n]\n', '[project]\ndependencies = [\n  "httpx>=0.27",\n]\n', 'uv.lock', ''],
    ['Pipenv', 'Pipfile', '[packages]\na = "*"\n', '[packages]\na = "*"\nb = "*"\n', 'Pipfile.lock', '{}'],
  ];
  for (const [name, path, before, after, lock, lockText] of alarms) {
    it(`is told for ${name}, and not when the lock changes too`, async () => {
      const found = await candidatesOf([{ path, before, after }], { others: { [lock]: lockText } });
      assert.deepEqual(
        found.map((f) => [f.rule, f.anchor.state]),
        [[rule, 'exact']],
      );
      assert.ok(found[0]!.body.includes(lock));
      assert.deepEqual(
        await findingsOf([
          { path, before, after },
          { path: lock, before: lockText, after: `${lockText}x` },
        ]),
        [],
      );
    });
    it(`is no matter for ${name} where there is no lock`, async () => assert.deepEqual(await findingsOf([{ path, before, after }]), []));
  }

  it('is told for a member of a workspace whose lock stands above', async () => {
    const change = { path: 'packages/a/package.json', before: npm({}), after: npm({ b: '^1.0.0' }) };
    const root = npm({}, { workspaces: ['packages/*'] });
    assert.equal((await findingsOf([change], { others: { 'package.json': root, 'yarn.lock': '' } })).length, 1);
    const pnpm = { 'package.json': npm({}), 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n', 'pnpm-lock.yaml': '' };
    assert.equal((await findingsOf([change], { others: pnpm })).length, 1);
    assert.deepEqual(
      await findingsOf([{ ...change, path: 'examples/a/package.json' }], { others: { 'package.json': root, 'yarn.lock': '' } }),
      [],
    );
  });

  it('is no matter when only other fields change, when the lock knows it already, or when the package is one of the repository', async () => {
    const others = { 'package-lock.json': '{"packages": {"": {"dependencies": {\n"b": "^2.0.0"}}}}', 'yarn.lock': '' };
    const before = npm({ a: '^1.0.0' });
    for (const after of [npm({ a: '^1.0.0' }, { version: '2.0.0', scripts: { test: 'x' } }), npm({ a: '^1.0.0', b: '^2.0.0' })]) {
      assert.deepEqual(await findingsOf([{ path: 'package.json', before, after }], { others }), []);
    }
    const own = npm({ a: '^1.0.0', c: 'workspace:*' });
    assert.deepEqual(await findingsOf([{ path: 'package.json', before, after: own }], { others }), []);
  });

  it('is no matter for a Cargo version that the lock may satisfy, nor for a replaced Go module', async () => {
    const cargo = { path: 'Cargo.toml', before: '[dependencies]\na = "1.0"\n', after: '[dependencies]\na = "1.1"\n' };
    assert.deepEqual(await findingsOf([cargo], { others: { 'Cargo.lock': 'name = "a"\n' } }), []);
    const go = { path: 'go.mod', before: 'module x\n', after: 'module x\nrequire example.org/a v1.2.3\nreplace example.org/a => ../a\n' };
    assert.deepEqual(await findingsOf([go], { others: { 'go.sum': '' } }), []);
  });

  it('says nothing of a manifest that cannot be read, nor in a review of whole files', async () => {
    const others = { 'package-lock.json': '{}' };
    assert.deepEqual(await findingsOf([{ path: 'package.json', before: npm({}), after: '{"dependencies": {' }], { others }), []);
    const added = { path: 'package.json', after: npm({ a: '1' }) };
    assert.deepEqual(await findingsOf([added], { others, scope: { kind: 'files', paths: ['package.json'] } }), []);
  });
});
