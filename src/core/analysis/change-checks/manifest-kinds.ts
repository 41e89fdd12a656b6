/** Manifests and their lock files: what of a manifest a package manager writes into the lock, and whether a lock knows it already. */
import { parse } from 'yaml';
import { pathFilter } from '../../changes/glob.js';
import { tomlTables } from './toml-tables.js';

/** Dependencies by name, with what the lock keeps of each. */
export type Dependencies = Map<string, string>;

export type ManifestKind = {
  /** The file's name. */
  manifest: RegExp;
  locks: readonly string[];
  /** Whether the lock of a folder above is this manifest's too. */
  workspaces?: (input: { folder: string; lockFolder: string; root: string | undefined; pnpm: string | undefined }) => boolean;
  /** Undefined when the manifest cannot be read. */
  dependencies: (
    text: string,
  ) =>
    | Dependencies
    | undefined; /** Whether taking a dependency away changes the lock; where another package of the same lock may still want it, nobody can tell. */
  removal: (lockName: string) => 'changes the lock' | 'may leave the lock';
  /** Whether the lock's text holds the dependency as the manifest now wants it. */
  knows: (lock: string, name: string, wanted: string, lockName: string) => boolean;
  /** What to run. */
  command: (lockName: string) => string;
};

const changes = 'changes the lock';
const leaves = 'may leave the lock';

export const manifestKinds: readonly ManifestKind[] = [
  {
    manifest: /^package\.json$/,
    locks: ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'],
    workspaces: ({ folder, lockFolder, root, pnpm }) => {
      const below = lockFolder === '' ? folder : folder.slice(lockFolder.length + 1);
      return [...npmWorkspaces(root), ...pnpmPackages(pnpm)].some((glob) => memberOf(glob, below));
    },
    dependencies: npmDependencies,
    removal: (lock) => (lock === 'package-lock.json' ? changes : leaves),
    knows: (lock, name, wanted, lockName) => {
      if (lockName === 'yarn.lock') return [`${name}@${wanted}`, `${name}@npm:${wanted}`].some((key) => lock.includes(key));
      if (lockName === 'pnpm-lock.yaml')
        return lock.includes(`specifier: ${wanted}`) || lock.includes(`specifier: '${wanted}'`) || lock.includes(`  ${name}: ${wanted}`);
      return lock.includes(`"${name}": "${wanted}"`);
    },
    command: (lock) =>
      lock === 'yarn.lock'
        ? 'yarn install'
        : lock === 'pnpm-lock.yaml'
          ? 'pnpm install'
          : lock.startsWith('bun.')
            ? 'bun install'
            : 'npm install',
  },
  {
    manifest: /^Cargo\.toml$/,
    locks: ['Cargo.lock'],
    workspaces: ({ root }) => root !== undefined && /^\s*\[workspace\]/m.test(root),
    dependencies: cargoDependencies,
    removal: () => leaves,
    knows: (lock, name) => lock.includes(`name = "${name}"`),
    command: () => 'cargo check',
  },
  {
    manifest: /^Gemfile$/,
    locks: ['Gemfile.lock'],
    dependencies: gems,
    removal: () => changes,
    knows: (lock, name, wanted) => {
      const versions = [...wanted.matchAll(/['"]([^'"]+)['"]/g)].map((m) => m[1]!);
      return versions.length === 0
        ? lock.includes(`\n  ${name}\n`)
        : lock.includes(`\n  ${name} (`) && versions.every((v) => lock.includes(v));
    },
    command: () => 'bundle install',
  },
  {
    manifest: /^composer\.json$/,
    locks: ['composer.lock'],
    dependencies: (text) => jsonSections(text, ['require', 'require-dev']),
    removal: () => changes,
    // the lock keeps a hash of all that is required
    knows: () => false,
    command: () => 'composer update --lock',
  },
  {
    manifest: /^go\.mod$/,
    locks: ['go.sum'],
    dependencies: goModules,
    removal: () => leaves,
    knows: (lock, name, wanted) => lock.includes(`${name} ${wanted}/go.mod `),
    command: () => 'go mod tidy',
  },
  {
    manifest: /^pyproject\.toml$/,
    locks: ['poetry.lock', 'uv.lock', 'pdm.lock'],
    dependencies: pythonDependencies,
    removal: () => changes,
    knows: () => false,
    command: (lock) => `${lock.replace('.lock', '')} lock`,
  },
  {
    manifest: /^Pipfile$/,
    locks: ['Pipfile.lock'],
    dependencies: (text) => sections(text, (table) => /^(?:packages|dev-packages)$/.test(table)),
    removal: () => changes,
    knows: () => false,
    command: () => 'pipenv lock',
  },
];

function npmDependencies(text: string): Dependencies | undefined {
  const all = jsonSections(text, ['dependencies', 'devDependencies', 'optionalDependencies']);
  // what stands beside it in the repository is not fetched
  for (const [name, wanted] of all ?? []) if (/^(?:workspace|link|file|portal|catalog):/.test(wanted)) all!.delete(name);
  return all;
}

function jsonSections(text: string, names: string[]): Dependencies | undefined {
  const manifest = parseJson(text.replace(/^\uFEFF/, ''));
  if (!isRecord(manifest)) return undefined;
  const all: Dependencies = new Map();
  for (const name of names) {
    const section = manifest[name];
    if (isRecord(section)) for (const [key, value] of Object.entries(section)) if (typeof value === 'string') all.set(key, value);
  }
  return all;
}

/** Names only: a version that the lock satisfies changes nothing in it. */
function cargoDependencies(text: string): Dependencies {
  const all: Dependencies = new Map();
  for (const [table, entries] of tomlTables(text)) {
    const found = /^(?:workspace\.)?(?:target\..*\.)?(?:dev-|build-)?dependencies(?:\.(.+))?$/.exec(table);
    if (!found || table.startsWith('workspace.')) continue;
    if (found[1] !== undefined) all.set(unquoted(entries.get('package')) ?? found[1], '');
    else for (const [key, value] of entries) all.set(/package="([^"]+)"/.exec(value)?.[1] ?? key.split('.')[0]!, '');
  }
  return all;
}

function pythonDependencies(text: string): Dependencies {
  const all = sections(text, (table) =>
    /^tool\.poetry(?:\.group\.[^.]+)?\.(?:dev-)?dependencies$|^dependency-groups$|^project\.optional-dependencies$|^tool\.pdm\.dev-dependencies$/.test(
      table,
    ),
  );
  const project = tomlTables(text).get('project');
  const requirements = [...(project?.get('dependencies') ?? '').matchAll(/"([^"]*)"|'([^']*)'/g)];
  for (const found of requirements) {
    const wanted = found[1] ?? found[2] ?? '';
    all.set(wanted.split(/[<>=!~;[@]/)[0]!, wanted);
  }
  return all;
}

function sections(text: string, isWanted: (table: string) => boolean): Dependencies {
  const all: Dependencies = new Map();
  for (const [table, entries] of tomlTables(text)) {
    if (!isWanted(table)) continue;
    for (const [key, value] of entries) all.set(`${table} ${key}`, value.replaceAll(/,(?=[\]}])/g, ''));
  }
  return all;
}

function gems(text: string): Dependencies {
  const all: Dependencies = new Map();
  for (const line of text.split('\n')) {
    const found = /^\s*gem[\s(]+(['"])([\w.-]+)\1((?:\s*,\s*(?:"[^"]*"|'[^']*'))*)/.exec(line);
    if (found) all.set(found[2]!, found[3]!.replaceAll(/\s+/g, '').replaceAll("'", '"'));
  }
  return all;
}

/** Modules with their versions; one that is replaced is taken from elsewhere. */
function goModules(text: string): Dependencies {
  const all: Dependencies = new Map();
  const replaced = new Set([...text.matchAll(/^\s*(?:replace\s+)?(\S+)(?:\s+v\S+)?\s+=>/gm)].map((m) => m[1]!));
  for (const [, name, version] of text.matchAll(/^\s*(?:require\s+)?([\w.~-]+(?:\/[\w.~-]+)+)\s+(v\d\S*)/gm)) {
    if (!replaced.has(name!)) all.set(name!, version!);
  }
  return all;
}

function npmWorkspaces(root: string | undefined): string[] {
  const manifest = root === undefined ? undefined : parseJson(root);
  const listed = isRecord(manifest) ? (isRecord(manifest.workspaces) ? manifest.workspaces.packages : manifest.workspaces) : undefined;
  return Array.isArray(listed) ? listed.filter((glob) => typeof glob === 'string') : [];
}

function pnpmPackages(text: string | undefined): string[] {
  if (text === undefined || text.length > 100_000) return [];
  try {
    const workspace: unknown = parse(text, { maxAliasCount: 0, logLevel: 'silent' });
    return isRecord(workspace) && Array.isArray(workspace.packages) ? workspace.packages.filter((glob) => typeof glob === 'string') : [];
  } catch {
    return []; // a file that is no YAML names no packages
  }
}

function memberOf(glob: string, folder: string): boolean {
  return !glob.startsWith('!') && pathFilter([glob.replace(/^\.\//, '').replace(/\/$/, '')])(folder);
}

function unquoted(value: string | undefined): string | undefined {
  return value?.replaceAll(/^["']|["']$/g, '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a manifest that is being written; nothing can be compared
  }
}
