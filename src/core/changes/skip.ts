/** Why a changed file is not reviewed: its name, what git attributes say, or the team's ignore file. Each reason is a text people understand. */
import { type IgnoreRules, ignoreFile } from './ignore-rules.js';

/** What `git check-attr` says of one path; absent when unspecified. `set` and `unset` are git's words for `attr` and `-attr`. */
export type PathAttributes = {
  generated?: string;
  vendored?: string;
  diff?: string;
  binary?: string;
  filter?: string;
  /** `working-tree-encoding`: the work tree's file is in this encoding, git's own text in UTF-8. */
  encoding?: string;
};

/** The reason to skip a path, or undefined: the ignore file first, then attributes (which can also bring a name back), then the name. */
export function skipReason(path: string, attributes: PathAttributes = {}, ignored: IgnoreRules = () => undefined): string | undefined {
  const line = ignored(path);
  if (line !== undefined) return `ignored: ${ignoreFile} line ${line}`;
  if (isOn(attributes.generated)) return 'generated: marked linguist-generated';
  if (isOn(attributes.vendored)) return 'vendored: marked linguist-vendored';
  if (attributes.diff === 'unset' && attributes.binary !== 'set') return 'not diffed: marked -diff in .gitattributes';
  const named = nameReason(path);
  if (!named) return undefined;
  const broughtBack = named.kind === 'vendored' ? isOff(attributes.vendored) : isOff(attributes.generated);
  return broughtBack ? undefined : named.reason;
}

function isOn(value: string | undefined): boolean {
  return value === 'set' || value === 'true';
}

/** What an attribute says that takes a name back: `-attr` or `attr=false`. */
export function isOff(value: string | undefined): boolean {
  return value === 'unset' || value === 'false';
}

type Named = { kind: 'lock file' | 'vendored' | 'minified' | 'generated'; reason: string };

function nameReason(path: string): Named | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (lockFiles.has(name)) return { kind: 'lock file', reason: `lock file: ${name}` };
  const folders = path.split('/').slice(0, -1);
  const folder = folders.find((segment, i) => isVendorFolder(segment, folders[i - 1]));
  if (folder !== undefined) return { kind: 'vendored', reason: `vendored: in ${folder}/` };
  if (wrappers.has(name)) return { kind: 'vendored', reason: `vendored: ${name}` };
  if (yarnFiles.test(path)) return { kind: 'vendored', reason: 'vendored: Yarn itself' };
  if (/[.-]min\.(?:js|mjs|cjs|css)$/.test(name)) return { kind: 'minified', reason: `minified: ${name}` };
  const made = folders.find((segment) => generatedFolders.has(segment));
  if (made !== undefined) return { kind: 'generated', reason: `generated: in ${made}/` };
  const generated = generatedNames.find(([pattern]) => pattern.test(path));
  return generated && { kind: 'generated', reason: `generated: ${generated[1]}` };
}

const lockFiles = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'Cargo.lock',
  'poetry.lock',
  'Pipfile.lock',
  'uv.lock',
  'pdm.lock',
  'pixi.lock',
  'composer.lock',
  'Gemfile.lock',
  'Podfile.lock',
  'Package.resolved',
  'go.sum',
  'go.work.sum',
  'mix.lock',
  'pubspec.lock',
  'flake.lock',
  'packages.lock.json',
  'gradle.lockfile',
  'conan.lock',
  'rebar.lock',
  '.terraform.lock.hcl',
  'pylock.toml',
  'MODULE.bazel.lock',
  'Cartfile.resolved',
  'Chart.lock',
  'buf.lock',
  'paket.lock',
  'shard.lock',
  'stack.yaml.lock',
  'symfony.lock',
  'mise.lock',
  'devbox.lock',
]);

const vendorFolders = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  '_vendor',
  'Pods',
  'Carthage',
  'site-packages',
  '.venv',
  'Godeps',
  '.bundle',
  '.terraform',
  '__pypackages__',
  '.tox',
  '.nox',
]);

/** `vendors` is also a word of business code (a shop has vendors): it counts at the root and where web pages keep what they load. */
const vendorsParents = new Set([
  'assets',
  'public',
  'static',
  'web',
  'www',
  'js',
  'css',
  'scss',
  'sass',
  'styles',
  'lib',
  'libs',
  'scripts',
]);

function isVendorFolder(segment: string, parent: string | undefined): boolean {
  if (vendorFolders.has(segment) || /^(?:3rd|third)[-_]?party$/i.test(segment)) return true;
  return segment === 'vendors' && (parent === undefined || vendorsParents.has(parent));
}

/** Scripts that fetch a build tool, copied into a repository as they are. */
const wrappers = new Set(['gradlew', 'gradlew.bat', 'mvnw', 'mvnw.cmd']);

/** Where tools put what they make. `build`, `out` and `target` are not here: people keep sources there too. */
const generatedFolders = new Set([
  'dist',
  '__generated__',
  '__snapshots__',
  '__pycache__',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.docusaurus',
  '.angular',
  '.turbo',
  '.parcel-cache',
]);

const yarnFiles = /(?:^|\/)\.yarn\/(?:releases|plugins|sdks)\/|(?:^|\/)\.pnp\.(?:c?js|loader\.mjs)$/;

const generatedNames: [RegExp, string][] = [
  [/\.(?:js|mjs|cjs|css|d\.[cm]?ts)\.map$/, 'source map'],
  [/\.snap$/, 'test snapshot'],
  [/\.pb\.(?:go|cc|h|swift|dart|rs)$|_pb2(?:_grpc)?\.pyi?$|_pb\.(?:js|d\.ts|ts|rb)$|\.pbobjc\.[hm]$/, 'Protocol Buffers code'],
  [/\.xcodeproj\/project\.pbxproj$/, 'Xcode project'],
  [/\.(?:g|freezed|mocks)\.dart$/, 'Dart build code'],
  [/\.designer\.(?:cs|vb)$|\.g\.(?:i\.)?cs$/i, 'designer code'],
  [/(?:^|\/)zz_generated[^/]*\.go$|_generated\.go$/, 'generated Go code'],
  [/\.generated\.[^/.]+$|\.gen\.(?:ts|tsx|js|go|rs)$/, 'named so'],
];
