import assert from 'node:assert/strict';
import { parseIgnoreRules } from '../../../src/core/changes/ignore-rules.js';
import { type PathAttributes, skipReason } from '../../../src/core/changes/skip.js';

describe('skip reasons', () => {
  const cases: [string, PathAttributes, string | undefined][] = [
    ['src/a.ts', {}, undefined],
    ['package-lock.json', {}, 'lock file: package-lock.json'],
    ['x/go.sum', {}, 'lock file: go.sum'],
    ['web/node_modules/a/index.js', {}, 'vendored: in node_modules/'],
    ['vendor.ts', {}, undefined],
    ['vendor/a.go', {}, 'vendored: in vendor/'],
    ['vendor/a.go', { vendored: 'unset' }, undefined],
    ['lib/jquery.min.js', {}, 'minified: jquery.min.js'],
    ['lib/admin.js', {}, undefined],
    ['a.js.map', {}, 'generated: source map'],
    ['dist/a.js', {}, 'generated: in dist/'],
    ['dist/a.js', { generated: 'false' }, undefined],
    ['api_pb2.py', {}, 'generated: Protocol Buffers code'],
    ['api.ts', { generated: 'set' }, 'generated: marked linguist-generated'],
    ['api.ts', { generated: 'true' }, 'generated: marked linguist-generated'],
    ['api.ts', { vendored: 'set' }, 'vendored: marked linguist-vendored'],
    ['data.ts', { diff: 'unset' }, 'not diffed: marked -diff in .gitattributes'],
    ['logo.png', { diff: 'unset', binary: 'set' }, undefined],
    ['.pnp.cjs', {}, 'vendored: Yarn itself'],
    ['src/thirdparty/a.c', {}, 'vendored: in thirdparty/'],
    ['src/third_party/a.c', {}, 'vendored: in third_party/'],
    ['Third-Party/a.c', {}, 'vendored: in Third-Party/'],
    ['3rdparty/a.c', {}, 'vendored: in 3rdparty/'],
    ['pip/_vendor/a.py', {}, 'vendored: in _vendor/'],
    ['vendors/a.js', {}, 'vendored: in vendors/'],
    ['web/static/vendors/a.js', {}, 'vendored: in vendors/'],
    ['src/shop/vendors/invite.ts', {}, undefined],
    ['src/external/client.ts', {}, undefined],
    ['external/client.ts', {}, undefined],
    ['gradlew', {}, 'vendored: gradlew'],
    ['src/build/a.ts', {}, undefined],
    ['out/a.ts', {}, undefined],
    ['target/a.rs', {}, undefined],
    ['distance/a.ts', {}, undefined],
    ['lib/a.d.ts.map', {}, 'generated: source map'],
    ['a/__snapshots__/x.js', {}, 'generated: in __snapshots__/'],
    ['x.snap', {}, 'generated: test snapshot'],
    ['.next/static/a.js', {}, 'generated: in .next/'],
    ['App.xcodeproj/project.pbxproj', {}, 'generated: Xcode project'],
    ['pylock.toml', {}, 'lock file: pylock.toml'],
  ];
  for (const [path, attributes, reason] of cases) {
    it(`${path} ${JSON.stringify(attributes)}: ${reason ?? 'reviewed'}`, () => assert.equal(skipReason(path, attributes), reason));
  }

  it('names the line of the ignore file first', () => {
    assert.equal(skipReason('package-lock.json', {}, parseIgnoreRules('a\n\n*.json')), 'ignored: .reverie/ignore line 3');
  });
});
