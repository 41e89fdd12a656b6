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

function isOff(value: string | undefined): boolean {
  return value === 'unset' || value === 'false';
}

type Named = { kind: 'lock file' | 'vendored' | 'minified' | 'generated'; reason: string };

function nameReason(path: string): Named | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (lockFiles.has(name)) return { kind: 'lock file', reason: `lock file: ${name}` };
  const folder = path
    .split('/')
    .slice(0, -1)
    .find((segment) => vendorFolders.has(segment));
  if (folder !== undefined) return { kind: 'vendored', reason: `vendored: in ${folder}/` };
  if (yarnFiles.test(path)) return { kind: 'vendored', reason: 'vendored: Yarn itself' };
  if (/[.-]min\.(?:js|mjs|cjs|css)$/.test(name)) return { kind: 'minified', reason: `minified: ${name}` };
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
]);

const vendorFolders = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  'third_party',
  'third-party',
  'Pods',
  'Carthage',
  'site-packages',
  '.venv',
  'Godeps',
]);

const yarnFiles = /(?:^|\/)\.yarn\/(?:releases|plugins|sdks)\/|(?:^|\/)\.pnp\.(?:c?js|loader\.mjs)$/;

const generatedNames: [RegExp, string][] = [
  [/\.(?:js|mjs|cjs|css)\.map$/, 'source map'],
  [/(?:^|\/)__generated__\//, 'in __generated__/'],
  [/(?:^|\/)dist\//, 'in dist/'],
  [/(?:^|\/)__snapshots__\/|\.snap$/, 'test snapshot'],
  [/\.pb\.(?:go|cc|h|swift)$|_pb2(?:_grpc)?\.pyi?$|_pb\.(?:js|d\.ts|ts)$/, 'Protocol Buffers code'],
  [/\.(?:g|freezed|mocks)\.dart$/, 'Dart build code'],
  [/\.designer\.(?:cs|vb)$|\.g\.(?:i\.)?cs$/i, 'designer code'],
  [/(?:^|\/)zz_generated[^/]*\.go$|_generated\.go$/, 'generated Go code'],
  [/\.generated\.[^/.]+$|\.gen\.(?:ts|tsx|js|go|rs)$/, 'named so'],
];
