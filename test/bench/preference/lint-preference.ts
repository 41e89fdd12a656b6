/** What a repo's own ESLint configuration of one commit wants in one file, read as data: nothing of the repo is run. */
import js from '@eslint/js';
import picomatch from 'picomatch';
import { parse } from 'yaml';

type Rules = Record<string, unknown>;
type Config = { root?: boolean; extends?: string | string[]; rules?: Rules; overrides?: Override[] };
type Override = { files?: string | string[]; excludedFiles?: string | string[]; extends?: string | string[]; rules?: Rules };

/** Text of a file of the commit; undefined when there is none. */
export type ReadAt = (path: string) => Promise<string | undefined>;

export type Preference = {
  /** Names of the rules that are on for this file; undefined when the commit has no configuration that can be read. */
  wanted: (path: string) => Promise<ReadonlySet<string> | undefined>;
  /** Presets that could not be resolved. */
  unresolved: ReadonlySet<string>;
};

const names = ['.eslintrc.yml', '.eslintrc.yaml', '.eslintrc.json', '.eslintrc'];

const withPrettier: Rules = { curly: 'off', 'no-unexpected-multiline': 'off' };

/** What presets of plugins say of ESLint's own rules, as their documentation has it; most say nothing. */
const otherPresets: Record<string, Rules> = {
  prettier: withPrettier,
  'plugin:prettier/recommended': { ...withPrettier, 'arrow-body-style': 'off', 'prefer-arrow-callback': 'off' },
  'plugin:import/recommended': {},
  'plugin:import/errors': {},
  'plugin:import/warnings': {},
  'plugin:jsdoc/recommended': {},
  'plugin:json/recommended': {},
  'plugin:mocha/recommended': {},
  'plugin:react/recommended': {},
  'plugin:react-hooks/recommended': {},
};

export function lintPreference(read: ReadAt): Preference {
  const unresolved = new Set<string>();
  const configs = new Map<string, Promise<Config | undefined>>();

  const configIn = (folder: string): Promise<Config | undefined> => {
    let config = configs.get(folder);
    if (!config) configs.set(folder, (config = readIn(folder)));
    return config;
  };
  async function readIn(folder: string): Promise<Config | undefined> {
    for (const name of names) {
      const text = await read(folder + name);
      if (text !== undefined) return configOf(parseData(text));
    }
    const manifest = await read(`${folder}package.json`);
    const config = manifest === undefined ? undefined : (parseData(manifest) as { eslintConfig?: unknown } | undefined)?.eslintConfig;
    return config === undefined ? undefined : configOf(config);
  }

  async function apply(rules: Map<string, boolean>, config: Config | Override, folder: string, path: string, depth = 0): Promise<void> {
    for (const name of list(config.extends)) {
      if (name === 'eslint:recommended') put(rules, js.configs.recommended.rules);
      else if (name === 'eslint:all') put(rules, js.configs.all.rules);
      else if (name in otherPresets) put(rules, otherPresets[name]!);
      else if (/^\.{0,2}\//.test(name) && depth < 8) {
        const file = normalize(folder + name);
        const text = await read(file);
        const extended = text === undefined ? undefined : configOf(parseData(text));
        if (extended) await apply(rules, extended, file.replace(/[^/]*$/, ''), path, depth + 1);
        else unresolved.add(name);
      } else unresolved.add(name);
    }
    put(rules, config.rules ?? {});
    for (const override of 'overrides' in config ? (config.overrides ?? []) : []) {
      const inside = path.startsWith(folder) ? path.slice(folder.length) : path;
      const matches = (globs: string[]): boolean =>
        globs.some((glob) => picomatch.isMatch(inside, glob, { matchBase: !glob.includes('/'), dot: true }));
      if (matches(list(override.files)) && !matches(list(override.excludedFiles))) await apply(rules, override, folder, path, depth);
    }
  }

  return {
    unresolved,
    async wanted(path) {
      const parts = path.split('/').slice(0, -1);
      const chain: { folder: string; config: Config }[] = [];
      for (let depth = parts.length; depth >= 0; depth--) {
        const folder = depth === 0 ? '' : `${parts.slice(0, depth).join('/')}/`;
        const config = await configIn(folder);
        if (config) chain.unshift({ folder, config });
        if (config?.root) break;
      }
      if (chain.length === 0) return undefined;
      const rules = new Map<string, boolean>();
      for (const { folder, config } of chain) await apply(rules, config, folder, path);
      return new Set([...rules].flatMap(([name, on]) => (on ? [name] : [])));
    },
  };
}

function put(rules: Map<string, boolean>, more: Rules): void {
  for (const [name, value] of Object.entries(more)) {
    const level: unknown = Array.isArray(value) ? value[0] : value;
    rules.set(name, level === 1 || level === 2 || level === 'warn' || level === 'error');
  }
}

function parseData(text: string): unknown {
  try {
    // JSON is YAML; comments in JSON are not, but configurations have them
    return parse(
      text.replace(/^\s*\/\/.*$/gm, '').replace(/\/\*[^]*?\*\//g, (c) => (c.includes('*/') && text.trimStart().startsWith('{') ? '' : c)),
    );
  } catch {
    return undefined;
  }
}

function configOf(value: unknown): Config | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
